import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from './until.ts';

/** A test run in small: it starts two servers, says which, and then ends in the way the test asks for. */
const program = `
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from './server-process.js';
import { sweepLater } from './undertaker.js';

const folder = mkdtempSync(join(tmpdir(), 'undertaker-data-'));
sweepLater(folder);
const start = (name) => startServerProcess({
  name, program: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'], logFile: join(folder, name),
});
const stopped = start('stopped');
const pids = [start('one'), start('two')].map((server) => server.pid);
await stopped.stop('SIGKILL');
console.log(JSON.stringify({ pids, stopped: stopped.pid, folder }));
const how = process.argv[2];
if (how === 'return') process.exit(0);
if (how === 'crash') setTimeout(() => { throw new Error('a test run that crashes'); });
setInterval(() => {}, 1000);
`;

let workshop: string;

beforeAll(async () => {
  workshop = await mkdtemp(join(tmpdir(), 'undertaker-'));
  // Node 20 does not run TypeScript: the two files are translated, the program beside them imports the result.
  for (const file of ['server-process', 'undertaker']) {
    const source = await readFile(join(import.meta.dirname, `${file}.ts`), 'utf8');
    const options = {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
    };
    await writeFile(join(workshop, `${file}.js`), ts.transpileModule(source, { compilerOptions: options }).outputText);
  }
  await writeFile(join(workshop, 'package.json'), '{"type":"module"}');
  await writeFile(join(workshop, 'program.js'), program);
});

afterAll(async () => {
  await rm(workshop, { recursive: true, force: true });
});

test.each<{ readonly how: string; readonly signal?: NodeJS.Signals }>([
  { how: 'killed', signal: 'SIGKILL' },
  { how: 'interrupted', signal: 'SIGINT' },
  { how: 'terminated', signal: 'SIGTERM' },
  { how: 'crash' },
  { how: 'return' },
])('servers and their folder are gone when the test run ends: $how', async ({ how, signal }) => {
  const testRun = spawn(process.execPath, [join(workshop, 'program.js'), how], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(testRun, 'exit');
  const [line] = (await once(createInterface(testRun.stdout), 'line')) as [string];
  const { pids, folder } = JSON.parse(line) as { readonly pids: readonly number[]; readonly folder: string };
  expect(signal === undefined || pids.every(isAlive)).toBe(true);

  if (signal !== undefined) testRun.kill(signal);
  await ended;

  await until({ what: 'the end of the servers', timeout: 10_000 }, () => !pids.some(isAlive));
  await until({ what: 'the end of their folder', timeout: 10_000 }, () => !existsSync(folder));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
