import { beforeEach, expect, test, vi } from 'vitest';
import type { Pair } from '../support/control-plane/start.ts';
import { isTooMuchTogether, compareApart } from './compare-apart.ts';
import { compare, type CompareOptions } from './compare.ts';
import { names, type Contender } from './contenders.ts';
import type { Comparison } from './result/result.ts';
import type { Setting } from './settings.ts';
import type { Trial } from './trial/trial.ts';

vi.mock('./compare.ts', () => ({ compare: vi.fn() }));

const clusters = 1_350;
const entries = [
  { contender: names.tsmove, repeat: 2 },
  { contender: names.raw, repeat: 1 },
];
const setting: Setting = { clusters, roundTripMs: 0, entries };

const machine = { processor: 'some', cores: 2, memoryGiB: 24, system: 'linux', node: 'v20', load: 0 };

const contenderOf = (name: string): Contender => ({
  ...{ name, against: names.clusterctl, bound: names.raw, acknowledged: false },
  command: () => ({ program: '', args: [], env: {} }),
});

const trialOf = (contender: string, elapsedMs: number): Trial => ({
  ...{ contender, objects: 49_950, elapsedMs, requests: {}, pauseWindow: { medianMs: 1, maxMs: 2 } },
  ...{ processorSeconds: undefined, peakMiB: undefined, serverSeconds: undefined },
  ...(contender === names.raw
    ? { rawTimes: { started: 1, listed: 2, paused: 3, created: 4, retired: 5, resumed: 6 } }
    : {}),
});

/** Pairs that say whether they were started and ended, and in which order. */
function pairs(said: string[]): () => Promise<Pair> {
  let started = 0;
  return () => {
    const number = (started += 1);
    said.push(`start ${number}`);
    const pair: Partial<Pair> = {
      [Symbol.asyncDispose]: () => {
        said.push(`end ${number}`);
        return Promise.resolve();
      },
    };
    return Promise.resolve(pair as Pair);
  };
}

function optionsWith(said: string[]): Parameters<typeof compareApart>[1] {
  const rest: Partial<CompareOptions> = {
    contenders: [contenderOf(names.tsmove), contenderOf(names.raw)],
    state: '/state',
    signal: new AbortController().signal,
  };
  return { ...(rest as Omit<CompareOptions, 'pair'>), startPair: pairs(said) };
}

beforeEach(() => {
  vi.mocked(compare).mockReset();
});

test('more than 20,000 objects want servers of their own', () => {
  expect([270, 540, 541, clusters].map((some) => isTooMuchTogether({ clusters: some }))).toEqual([
    ...[false, false, true, true],
  ]);
});

test('each move has a pair of its own, which ends before the next is started; what came of all is one comparison', async () => {
  const said: string[] = [];
  const times = [3_000, 5_000, 2_000];
  vi.mocked(compare).mockImplementation(({ entries: [entry] }) => {
    const contender = entry?.contender ?? '';
    said.push(contender);
    const part: Comparison = {
      ...{ at: '2026-11-30T08:00:00Z', machine, clusters, objects: 49_950, roundTripMs: 0 },
      ...{ measuredRoundTripMs: [], rawTried: [], summaries: [] },
      rawConcurrency: contender === names.raw ? 64 : 16,
      trials: [trialOf(contender, times.shift() ?? 0)],
      failures: [],
    };
    return Promise.resolve(part);
  });
  const { trials, summaries, rawConcurrency } = await compareApart(setting, optionsWith(said));
  expect(said).toEqual([
    ...['start 1', names.tsmove, 'end 1', 'start 2', names.tsmove, 'end 2', 'start 3', names.raw, 'end 3'],
  ]);
  expect(trials.map(({ elapsedMs }) => elapsedMs)).toEqual([3_000, 5_000, 2_000]);
  expect(summaries.map(({ contender, medianMs, timesBound }) => ({ contender, medianMs, timesBound }))).toEqual([
    { contender: names.tsmove, medianMs: 4_000, timesBound: 2 },
    { contender: names.raw, medianMs: 2_000, timesBound: 1 },
  ]);
  expect(rawConcurrency, 'of the one that used it').toBe(64);
});

test('moves that failed are reported beside those that did not', async () => {
  vi.mocked(compare).mockImplementation(({ entries: [entry] }) => {
    const contender = entry?.contender ?? '';
    const failed = contender === names.raw;
    const part: Comparison = {
      ...{ at: '2026-11-30T08:00:00Z', machine, clusters, objects: 49_950, roundTripMs: 0 },
      ...{ measuredRoundTripMs: [], rawTried: [], summaries: [] },
      ...{ rawConcurrency: 16, trials: failed ? [] : [trialOf(contender, 1_000)] },
      failures: failed ? [{ contender, message: 'it was too much' }] : [],
    };
    return Promise.resolve(part);
  });
  const { summaries, failures } = await compareApart(setting, optionsWith([]));
  expect(failures).toEqual([{ contender: names.raw, message: 'it was too much' }]);
  expect(summaries.map(({ contender, timesBound }) => ({ contender, timesBound }))).toEqual([
    { contender: names.tsmove, timesBound: undefined },
  ]);
});

test('a pair ends also when the comparison on it fails', async () => {
  const said: string[] = [];
  vi.mocked(compare).mockRejectedValue(new Error('stopped'));
  await expect(compareApart(setting, optionsWith(said))).rejects.toThrow('stopped');
  expect(said).toEqual(['start 1', 'end 1']);
});
