import { parseArgs } from 'node:util';
import { recoveries, type Recovery } from './run/crash-case.ts';

export interface CrashOptions {
  readonly pairs: number;
  readonly parallel: number;
  readonly how: readonly Recovery[] | undefined;
  readonly filter: RegExp | undefined;
  readonly sample: number | undefined;
  readonly list: boolean;
  readonly json: string | undefined;
  /** How many processes to kill instead of letting them die at points. */
  readonly kill: number | undefined;
  readonly seed: number | undefined;
}

export const usage = `Lets moves die at every single write, goes on with them, and looks at everything.

  npm run test:crash -- [--pairs N] [--parallel N] [--how WAY] [--filter REGEX] [--sample N] [--json FILE]
  npm run test:crash -- --list [--filter REGEX]
  npm run test:crash -- --kill N [--seed NUMBER]

  --pairs N       pairs of management clusters at the same time (default 1)
  --parallel N    cases at the same time on each pair (default 3)
  --how WAY       only resume, rollback or recover; can be repeated
  --filter REGEX  only cases whose name matches
  --sample N      only so many, evenly spread
  --list          prints the names of the cases, and runs none
  --json FILE     writes all results to FILE
  --kill N        kills N processes of tsmove with SIGKILL, at random moments
  --seed NUMBER   of these moments; printed by every run`;

/** Reads the command line; undefined: help is wanted. A mistake is a TypeError with a sentence. */
export function readOptions(args: readonly string[]): CrashOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pairs: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '3' },
      how: { type: 'string', multiple: true },
      filter: { type: 'string' },
      sample: { type: 'string' },
      list: { type: 'boolean', default: false },
      json: { type: 'string' },
      kill: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    pairs: positive('--pairs', values.pairs),
    parallel: positive('--parallel', values.parallel),
    how: values.how?.map(recovery),
    filter: values.filter === undefined ? undefined : new RegExp(values.filter, 'u'),
    sample: optional('--sample', values.sample),
    list: values.list,
    json: values.json,
    kill: optional('--kill', values.kill),
    seed: optional('--seed', values.seed),
  };
}

function recovery(text: string): Recovery {
  const found = recoveries.find((one) => one === text);
  if (found === undefined) throw new TypeError(`--how: "${text}" is none of ${recoveries.join(', ')}`);
  return found;
}

function optional(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : positive(option, text);
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`${option}: "${text}" is not a number from 1 on`);
  return number;
}
