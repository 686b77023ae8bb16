// npm run test:fuzz -- [--minutes N] [--seed N] [--only NAME]
//
// Reads changed and arbitrary inputs with every parser for so long in all, and prints how many each has read. A failure
// prints the smallest input that shows it, with the seed and path to run it again.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: (Date.now() % 2 ** 31).toString() },
    only: { type: 'string' },
  },
});
if (!(Number(values.minutes) > 0) || !Number.isInteger(Number(values.seed))) {
  console.error('usage: npm run test:fuzz -- [--minutes N] [--seed N] [--only NAME]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'tsmove-fuzz-results-'));
const results = join(folder, 'results');
const root = fileURLToPath(new URL('../..', import.meta.url));
console.log(`seed ${values.seed}, ${values.minutes} minutes`);

const child = spawn(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'unit', 'test/fuzz'],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      TSMOVE_FUZZ_MINUTES: values.minutes,
      TSMOVE_FUZZ_SEED: values.seed,
      TSMOVE_FUZZ_RESULTS: results,
      ...(values.only === undefined ? {} : { TSMOVE_FUZZ_ONLY: values.only }),
    },
  },
);

child.on('close', (code) => {
  for (const line of linesOf(results)) {
    const { name, kind, runs } = JSON.parse(line);
    console.log(`${runs.toString().padStart(9)}  ${name}, ${kind}`);
  }
  rmSync(folder, { recursive: true });
  process.exitCode = code ?? 1;
});

function linesOf(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  } catch {
    return []; // Nothing has come to its end.
  }
}
