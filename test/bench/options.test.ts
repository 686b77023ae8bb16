import { expect, test } from 'vitest';
import { readOptions } from './options.ts';
import { roundsOf } from './settings.ts';

/** `27 clusters, 0 ms` for each setting. */
function settingsOf(...args: readonly string[]): readonly string[] {
  return (readOptions(args)?.settings ?? []).map(
    ({ clusters, roundTripMs }) => `${clusters} clusters, ${roundTripMs} ms`,
  );
}

test('sizes and delays are combined, each with each', () => {
  expect(settingsOf()).toEqual(['27 clusters, 0 ms']);
  expect(settingsOf('--clusters', '2', '--objects', '9990', '--delay', '0', '--delay', '25ms')).toEqual([
    ...['2 clusters, 0 ms', '2 clusters, 25 ms'],
    ...['270 clusters, 0 ms', '270 clusters, 25 ms'],
  ]);
});

test('the connections of the raw bound are those that are asked for', () => {
  expect(readOptions(['--connections', '64'])?.settings[0]?.rawConcurrency).toBe(64);
  expect(readOptions([])?.settings[0]?.rawConcurrency).toBeUndefined();
});

test.each([
  ['--clusters', '0'],
  ['--connections', 'many'],
  ['--delay', 'long'],
  ['--only', 'nobody'],
  ['--suite', '--repeat', '3'],
])('%s %s is refused', (...args) => {
  expect(() => readOptions(args)).toThrow(TypeError);
});

test('contenders take turns, every other round in the opposite order, until each is done', () => {
  const entries = ['a 3', 'b 1', 'c 2'].map((text) => {
    const [contender = '', repeat] = text.split(' ');
    return { contender, repeat: Number(repeat) };
  });
  expect(roundsOf(entries)).toEqual([['a', 'b', 'c'], ['c', 'a'], ['a']]);
});
