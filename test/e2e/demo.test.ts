import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../support/processes/until.ts';
import { run } from '../support/binaries/run.ts';

const demoProgram = join(import.meta.dirname, '../dist/demo/demo.js');
const tsmove = join(import.meta.dirname, '../../packages/cli/bin/tsmove.js');

/** Everything the demo puts on disk is in a folder of the test's own, whose path is also on the servers' command lines. */
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('the demo moves a cluster between two API servers and leaves no process behind', async () => {
  const demo = startDemo();
  const [code] = await demo.ended;
  const said = demo.said();

  expect(said).toContain('No resources found in fleet namespace.');
  expect(said).toMatch(/^NAME +AVAILABLE +PHASE +AGE\ncapi-quickstart +True +Provisioned +\w+$/m);
  expect(said.match(/^capi-quickstart-\S+ +True +True +Running +\w+ +v1\.33\.0$/gm)).toHaveLength(6);
  expect(said.trimEnd().split('\n').slice(-2)).toEqual([
    expect.stringMatching(
      /^Moved 37 objects with their status; the command took \d+\.\d s from its start to its end\.$/,
    ),
    'Both clusters are stopped, and nothing of them is left.',
  ]);
  expect(code).toBe(0);
  await nothingIsLeft();
});

test('a demo that keeps its clusters leaves them running until its keeper is ended, and a move back works', async () => {
  const demo = startDemo('--keep');
  expect(await demo.ended).toEqual([0, null]);
  const said = demo.said();
  const keeper = Number(/^\$ kill (\d+)$/m.exec(said)?.[1]);
  const [, back = ''] = [...said.matchAll(/^\$ npx tsmove (.*)$/gm)].map(([, args = '']) => args);
  try {
    expect(await run(process.execPath, [tsmove, ...back.split(' ')])).toContain('Moved 37 objects');
  } finally {
    process.kill(keeper, 'SIGTERM');
  }
  await nothingIsLeft();
});

test('a demo that is interrupted leaves no process behind', async () => {
  const demo = startDemo();
  await until({ what: 'the move', timeout: 110_000 }, () => demo.said().includes('$ npx tsmove move'));
  demo.process.kill('SIGINT');
  expect(await demo.ended).toEqual([130, null]);
  expect(demo.said()).not.toContain('Moved 37 objects with their status');
  await nothingIsLeft();
});

interface RunningDemo {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown[]>;
  /** What it has written so far, on both streams. */
  said(): string;
}

function startDemo(...args: readonly string[]): RunningDemo {
  const env = { ...process.env, TMPDIR: folder, NO_COLOR: '1' };
  const child = spawn(process.execPath, [demoProgram, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  return { process: child, ended: once(child, 'close'), said: () => said.join('') };
}

async function nothingIsLeft(): Promise<void> {
  await until({ what: 'the end of all processes of the demo', timeout: 10_000 }, async () => {
    const commands = await commandLines();
    return commands.length > 1 && !commands.some((command) => command.includes(folder));
  });
  await until(
    { what: 'the end of all files of the demo', timeout: 10_000 },
    async () => (await readdir(folder)).length === 0,
  );
}

/** Of all processes of this machine. Small images have no `ps`, but then they are Linux. */
async function commandLines(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return (await run('ps', ['-A', '-ww', '-o', 'command='])).split('\n');
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
}
