import { parseArgs } from 'node:util';
import { objectsPerCluster } from '../support/seed/seed.ts';
import { attended, usual } from './contenders.ts';
import type { Setting } from './settings.ts';
import { suite } from './suite.ts';

export interface BenchmarkOptions {
  readonly settings: readonly Setting[];
  readonly json: string | undefined;
}

export const usage = `Moves the same objects with clusterctl, with tsmove and with programs that do nothing but the
unavoidable writes, in turns, and compares what it takes.

  npm run bench -- [--clusters N] [--delay 25ms] [--repeat N] [--only NAME] [--connections N] [--json FILE]
  npm run bench -- --suite [--json FILE]

  --clusters N     how many clusters, of 37 objects each (default 27: 999 objects); can be repeated
  --objects N      the same, as the nearest number of objects
  --delay TIME     makes every round trip to the servers longer, like 25ms (default 0); can be repeated
  --repeat N       how often each contender moves them (default 2)
  --only NAME      only this contender; can be repeated
  --connections N  of the raw bound (default: those at which it is fastest, which is tried for minutes)
  --acknowledged   also with somebody who acknowledges the pause, as controllers do
  --suite          all sizes and delays, as often as is sensible; takes hours
  --json FILE      writes all measured values to FILE`;

/** Reads the command line; undefined: help is wanted. A mistake is a TypeError with a sentence. */
export function readOptions(args: readonly string[]): BenchmarkOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clusters: { type: 'string', multiple: true },
      objects: { type: 'string', multiple: true },
      delay: { type: 'string', multiple: true },
      repeat: { type: 'string' },
      only: { type: 'string', multiple: true },
      connections: { type: 'string' },
      acknowledged: { type: 'boolean', default: false },
      suite: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const { json } = values;
  const chosen = [values.clusters, values.objects, values.delay, values.repeat, values.only, values.connections];
  if (values.suite) {
    if (values.acknowledged || chosen.some((value) => value !== undefined))
      throw new TypeError('--suite: it says itself who moves what, and how often');
    return { settings: suite, json };
  }
  const sizes = [
    ...(values.clusters ?? []).map((text) => positive('--clusters', text)),
    ...(values.objects ?? []).map((text) => Math.max(1, Math.round(positive('--objects', text) / objectsPerCluster))),
  ];
  const repeat = positive('--repeat', values.repeat ?? '2');
  const entries = contendersOf(values.only, values.acknowledged).map((contender) => ({ contender, repeat }));
  const connections =
    values.connections === undefined ? {} : { rawConcurrency: positive('--connections', values.connections) };
  const delays = (values.delay ?? ['0']).map(delay);
  return {
    settings: (sizes.length === 0 ? [27] : sizes).flatMap((clusters) =>
      delays.map((roundTripMs) => ({ clusters, roundTripMs, entries, ...connections })),
    ),
    json,
  };
}

function contendersOf(only: readonly string[] | undefined, acknowledged: boolean): readonly string[] {
  const all = [...usual, ...attended];
  const unknown = only?.filter((name) => !all.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new TypeError(`--only: no contender is called ${unknown.join(', ')}; there are: ${all.join('; ')}`);
  if (only !== undefined) return all.filter((name) => only.includes(name));
  return acknowledged ? all : usual;
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new TypeError(`${option}: "${text}" is not a number from 1 on`);
  return number;
}

function delay(text: string): number {
  const [, number] = /^(\d+)(?:ms)?$/.exec(text) ?? [];
  if (number === undefined) throw new TypeError(`--delay: "${text}" is not a time in milliseconds, like 25ms`);
  return Number(number);
}
