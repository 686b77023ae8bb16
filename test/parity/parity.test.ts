import { beforeAll, describe, expect, test } from 'vitest';
import type { KubeObject } from '../support/api/api.ts';
import { allowedDifferences } from './allowed-differences.ts';
import { compareOutcomes, formatDifference, type ParityDifference } from './comparison.ts';
import { carryOut, type Outcome } from './experiment.ts';
import { managersChanged, ownManagersLeft } from './managers.ts';
import { startEquippedPair } from './planes.ts';
import { belongsTo, scenarios } from './scenarios/all.ts';
import { looks } from './scenarios/looks.ts';
import { clusterctl } from './tools/clusterctl.ts';
import type { Tool } from './tools/tool.ts';
import { tsmove } from './tools/tsmove.ts';

const outcomes = new Map<Tool['name'], Outcome>();
let differences: readonly ParityDifference[] = [];

beforeAll(async () => {
  await Promise.all(
    [clusterctl, tsmove].map(async (tool) => {
      await using pair = await startEquippedPair();
      outcomes.set(tool.name, await carryOut(pair, tool, scenarios));
    }),
  );
  differences = compareOutcomes(outcomeOf('clusterctl'), outcomeOf('tsmove'));
});

function outcomeOf(tool: Tool['name']): Outcome {
  const outcome = outcomes.get(tool);
  if (outcome === undefined) throw new Error(`${tool} has not run`);
  return outcome;
}

describe.each(scenarios)('$name', (scenario) => {
  test.each(['clusterctl', 'tsmove'] as const)('%s moves it', (tool) => {
    const ended = outcomeOf(tool).moves.get(scenario.namespace);
    expect(ended?.code, ended?.said).toBe(0);
  });

  test('is left by both tools alike, but for the differences that are listed', () => {
    const unexplained = differences.filter(
      (found) => belongsTo(scenario, found) && !allowedDifferences.some(({ matches }) => matches(found)),
    );
    expect(unexplained.map(formatDifference)).toEqual([]);
  });
});

test('what belongs to no scenario is the same in all four clusters', () => {
  const others = differences.filter((found) => !scenarios.some((scenario) => belongsTo(scenario, found)));
  expect(others.map(formatDifference)).toEqual([]);
});

test.each(allowedDifferences)('$name: clusterctl really does otherwise than tsmove', ({ matches }) => {
  expect(differences.filter(matches)).not.toEqual([]);
});

describe.each(looks)('$name', ({ name, ...expected }) => {
  test.each(['clusterctl', 'tsmove'] as const)('is to %s what the table says', (tool) => {
    const ended = outcomeOf(tool).looks.get(name);
    expect(ended?.said).toMatch(expected[tool].says);
    expect(ended?.code).toBe(expected[tool].code);
  });
});

describe('field managers', () => {
  test('clusterctl restores those of what it moves, except where it removes a field', () => {
    expect(managersChanged(outcomeOf('clusterctl'))).toEqual(['Cluster.cluster.x-k8s.io several/b']);
  });

  test('tsmove restores those of what it moves', () => {
    expect(managersChanged(outcomeOf('tsmove'))).toEqual([]);
  });

  test('clusterctl leaves its own on namespaces and on classes that stay', () => {
    const left = ownManagersLeft(outcomeOf('clusterctl'));
    expect(new Set(left.map((one) => one.replace(/[ .].*/, '')))).toEqual(new Set(['Namespace', 'ClusterClass']));
  });

  test('tsmove leaves its own nowhere', () => {
    expect(ownManagersLeft(outcomeOf('tsmove'))).toEqual([]);
  });
});

describe('an object on its way out of the source', () => {
  const key = 'Machine.cluster.x-k8s.io several/a-0';
  const hook = 'pre-drain.delete.hook.machine.cluster.x-k8s.io/backup';
  const announcement = 'clusterctl.cluster.x-k8s.io/delete-for-move';

  test('is seen as being deleted, without its annotations, when clusterctl moves it', () => {
    const { last, seenTerminating } = outcomeOf('clusterctl').farewells;
    expect(last.get(key)?.metadata.annotations).toEqual({ [announcement]: '' });
    expect(seenTerminating).toContain(key);
  });

  test('keeps its annotations, and is never seen as being deleted, when tsmove moves it', () => {
    const { last, seenTerminating } = outcomeOf('tsmove').farewells;
    expect(last.get(key)?.metadata.annotations).toEqual({ [hook]: 'team-a', [announcement]: '' });
    // One is left as it was found, in a namespace that nobody moved.
    expect([...seenTerminating].filter((one) => !one.includes(' being-deleted/'))).toEqual([]);
  });
});

test('tsmove brings every status over as it was, but for the generation it is about', () => {
  const { source, target } = outcomeOf('tsmove');
  const arrived = [...source.before].filter(([key]) => target.after.has(key) && !target.before.has(key));
  const moved = arrived.filter(([, { kind, metadata }]) => kind !== 'Namespace' && metadata.namespace !== 'pools');
  expect(moved.filter(([, object]) => object['status'] !== undefined).length).toBeGreaterThan(30);
  for (const [key, object] of moved) expect(statusOf(target.after.get(key)), key).toEqual(statusOf(object));
});

function statusOf(object: KubeObject | undefined): unknown {
  return JSON.parse(JSON.stringify(object?.['status'] ?? null), (name, value: unknown) =>
    name === 'observedGeneration' ? undefined : value,
  );
}
