import { beforeAll, describe, expect, test } from 'vitest';
import { allowedDifferences } from './allowed-differences.ts';
import { compareOutcomes, formatDifference, type ParityDifference } from './comparison.ts';
import { carryOut, type Outcome } from './experiment.ts';
import { startEquippedPair } from './planes.ts';
import { belongsTo, scenarios } from './scenarios/all.ts';
import { moveWithClusterctl } from './tools/clusterctl.ts';
import { moveWithTsmove } from './tools/tsmove.ts';

let outcomes: { readonly clusterctl: Outcome; readonly tsmove: Outcome };
let differences: readonly ParityDifference[] = [];

const unexplained = (found: readonly ParityDifference[]): readonly string[] =>
  found.filter((one) => !allowedDifferences.some(({ matches }) => matches(one))).map(formatDifference);

beforeAll(async () => {
  const [clusterctl, tsmove] = await Promise.all(
    [moveWithClusterctl, moveWithTsmove].map(async (tool) => {
      await using pair = await startEquippedPair();
      return carryOut(pair, tool, scenarios);
    }),
  );
  if (clusterctl === undefined || tsmove === undefined) throw new Error('a tool has no outcome');
  outcomes = { clusterctl, tsmove };
  differences = compareOutcomes(clusterctl, tsmove);
});

describe.each(scenarios)('$name', (scenario) => {
  test.each(['clusterctl', 'tsmove'] as const)('%s moves it', (tool) => {
    const ended = outcomes[tool].runs.get(scenario.namespace);
    expect(ended?.code, ended?.said).toBe(0);
  });

  test('is left by both tools alike, but for the differences that are listed', () => {
    expect(unexplained(differences.filter((one) => belongsTo(scenario, one)))).toEqual([]);
  });
});

test('what belongs to no scenario is the same in all four clusters', () => {
  const others = differences.filter((one) => !scenarios.some((scenario) => belongsTo(scenario, one)));
  expect(others.map(formatDifference)).toEqual([]);
});

test.each(allowedDifferences)('$name: clusterctl really does it, and tsmove really does not', ({ matches }) => {
  expect(differences.filter(matches)).not.toEqual([]);
});
