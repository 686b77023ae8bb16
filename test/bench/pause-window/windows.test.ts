import { expect, test } from 'vitest';
import { pauseWindows, type Sighting } from './windows.ts';

/** `source paused 100` and so on, all of one Cluster. */
function seen(...lines: readonly string[]): readonly Sighting[] {
  return lines.map((line) => {
    const [side, state, at] = line.split(' ');
    return { side: side as Sighting['side'], cluster: 'a', paused: state === 'paused', at: Number(at) };
  });
}

test.each([
  {
    what: 'from the pause in the source to the release in the target',
    lines: ['source running 0', 'source paused 100', 'target paused 200', 'target running 350'],
    window: 250,
  },
  {
    what: 'from the first of several pauses',
    lines: ['source paused 100', 'source running 110', 'source paused 120', 'target paused 200', 'target running 300'],
    window: 200,
  },
  {
    what: 'to the last of several releases, and not to later changes',
    lines: [
      ...['source paused 0', 'target paused 10', 'target running 20', 'target paused 30', 'target running 40'],
      'target running 90',
    ],
    window: 40,
  },
  {
    what: 'not at all while it is paused in the target',
    lines: ['source paused 0', 'target paused 9'],
    window: undefined,
  },
  { what: 'not at all if it was never paused', lines: ['source running 0', 'target running 9'], window: undefined },
])('a window is measured $what', ({ lines, window }) => {
  expect(pauseWindows(seen(...lines)).get('a')).toBe(window);
});

test('Clusters have windows of their own', () => {
  const of = (cluster: string, at: number): readonly Sighting[] =>
    seen(`source paused ${at}`, `target paused ${at + 1}`, `target running ${at * 2}`).map((one) => ({
      ...one,
      cluster,
    }));
  expect(pauseWindows([...of('a', 10), ...of('b', 30)])).toEqual(
    new Map([
      ['a', 10],
      ['b', 30],
    ]),
  );
});
