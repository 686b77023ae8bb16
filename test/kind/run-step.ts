import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from './settings.ts';
import type { Command, Step } from './step.ts';

/** The program of this checkout, from `test/kind` as from `test/dist/kind`. */
const bin =
  ['../../packages/cli/bin/tsmove.js', '../../../packages/cli/bin/tsmove.js']
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path)) ?? 'tsmove';

/** As it would be typed. */
export function written({ program, args, env = {}, input, into }: Command): string {
  const words = [program, ...args].map((word) => (/^[\w./:=@,{}+-]+$/u.test(word) ? word : `'${word}'`));
  const before = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const after = [...(input === undefined ? [] : [`<<< '${input}'`]), ...(into === undefined ? [] : [`> ${into}`])];
  return [...before, ...words, ...after].join(' ');
}

/**
 * Does a step, and again as long as it has patience.
 * @throws with what its command printed
 */
export async function runStep(step: Step, settings: Settings, say: (text: string) => void): Promise<void> {
  const end = performance.now() + (step.patience ?? 0) * 1_000;
  for (const command of step.commands(settings)) {
    for (;;) {
      say(`$ ${written(command)}\n`);
      const { code, printed } = await run(command, say);
      const trouble = code === 0 ? step.judge?.(printed, settings) : `it ended with ${code}`;
      if (trouble === undefined) break;
      if (performance.now() > end)
        throw new Error(`the step that ${step.says} has failed: ${trouble}\n${printed.trimEnd()}`);
      await pause(5_000);
    }
  }
}

async function run(command: Command, say: (text: string) => void): Promise<{ code: string | number; printed: string }> {
  const isOurs = command.program === 'tsmove';
  const child = spawn(isOurs ? process.execPath : command.program, [...(isOurs ? [bin] : []), ...command.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...command.env },
  });
  let [printed, out] = ['', ''];
  const hear = (text: string): void => {
    printed += text;
    say(text);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (command.into === undefined) hear(text);
    else out += text;
  });
  child.stderr.setEncoding('utf8').on('data', hear);
  // Who does not read it has ended, and says so by its exit code.
  child.stdin.on('error', () => undefined).end(command.input ?? '');
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (command.into !== undefined) await writeFile(command.into, out, { mode: 0o600 });
  return { code: code ?? String(signal), printed };
}
