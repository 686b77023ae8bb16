import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAsShown, readTranscript } from '../pages/command-lines.ts';
import type { Block } from '../pages/markdown.ts';
import type { Scratch } from '../stage/scratch.ts';
import type { Act } from './act.ts';

/** One step of the shell: a block, or a command of a transcript. */
interface Step {
  readonly block: Block;
  readonly script: string;
  readonly exits: number;
  readonly prints: string | undefined;
}

/**
 * Runs the blocks of an act in one bash that ends with the first failure. Throws what went wrong, with the page, the line
 * and what was printed.
 */
export async function runAct(act: Act, scratch: Scratch, say: (line: string) => void = () => undefined): Promise<void> {
  const steps = act.blocks.flatMap(stepsOf);
  const folder = join(scratch.folder, '.steps');
  await mkdir(folder);
  await Promise.all(steps.map(({ script }, at) => writeFile(join(folder, `${at}.sh`), script)));
  await writeFile(join(folder, 'all.sh'), scriptFor(steps));
  const child = spawn('bash', ['.steps/all.sh'], { cwd: scratch.folder, env: { ...scratch.env }, stdio: 'ignore' });
  const [code] = (await once(child, 'close')) as [number | null];
  const reached = (await readFile(join(folder, 'reached'), 'utf8')).trimEnd().split('\n');
  const times = reached.map((line) => Number(line.split(' ')[1]));
  for (const [at, step] of steps.slice(0, reached.length).entries()) {
    const [stdout, stderr] = await Promise.all(
      ['out', 'err'].map((name) => readFile(join(folder, `${at}.${name}`), 'utf8')),
    );
    const where = `${act.file}:${step.block.line}`;
    say(`${where}: ${((times[at + 1] ?? Date.now() / 1000) - (times[at] ?? 0)).toFixed(1)} s`);
    const told = `\n${step.script}--- stdout\n${stdout ?? ''}--- stderr\n${stderr ?? ''}`;
    if (code !== 0 && at === reached.length - 1) throw new Error(`${where}: ended with ${String(code)}${told}`);
    if (step.prints !== undefined && !isAsShown(step.prints, stdout ?? '')) {
      throw new Error(`${where}: prints something else than the page shows:\n${step.prints}${told}`);
    }
  }
}

function stepsOf(block: Block): readonly Step[] {
  const exits = Number(block.notes.get('exits') ?? 0);
  if (block.language !== 'console') return [{ block, script: block.code, exits, prints: undefined }];
  const typed = readTranscript(block.code);
  return typed.map(({ command, prints }, at) => ({
    block,
    script: `${command}\n`,
    exits: at === typed.length - 1 ? exits : 0,
    prints,
  }));
}

/** A step that must fail runs in a shell of its own; the others share theirs, with its variables. */
function scriptFor(steps: readonly Step[]): string {
  const lines = steps.map(({ exits }, at) => {
    const run = `. .steps/${at}.sh >.steps/${at}.out 2>.steps/${at}.err`;
    const failing = `set +e; (set -euo pipefail; ${run}); code=$?; set -e; [ $code = ${exits} ] || exit $((code == 0 ? 99 : code))`;
    return `echo "${at} $EPOCHREALTIME" >>.steps/reached\n${exits === 0 ? run : failing}`;
  });
  return `set -euo pipefail\ncd "$HOME"\n${lines.join('\n')}\n`;
}
