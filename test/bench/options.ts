import { parseArgs } from 'node:util';

export interface BenchmarkOptions {
  readonly clusters: number;
  readonly repeat: number;
  readonly json: string | undefined;
  /** Names of contenders; undefined: all. */
  readonly only: readonly string[] | undefined;
}

export const usage = `Moves the same objects with clusterctl and with tsmove, in turns, and compares the times.

  npm run bench -- [--clusters N] [--repeat N] [--only NAME] [--json FILE]

  --clusters N   how many clusters, of 37 objects each (default 27: 999 objects)
  --repeat N     how often each contender moves them (default 2)
  --only NAME    only this contender; can be repeated
  --json FILE    writes all measured values to FILE`;

/** Reads the command line; undefined: help is wanted. A mistake is a TypeError with a sentence. */
export function readOptions(args: readonly string[]): BenchmarkOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clusters: { type: 'string', default: '27' },
      repeat: { type: 'string', default: '2' },
      only: { type: 'string', multiple: true },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    clusters: positive('--clusters', values.clusters),
    repeat: positive('--repeat', values.repeat),
    json: values.json,
    only: values.only,
  };
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`${option}: "${text}" is not a number from 1 on`);
  return number;
}
