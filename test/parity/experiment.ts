import { garbageCollected } from '../support/control-plane/garbage-collected.ts';
import type { Pair } from '../support/control-plane/start.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { watchFarewells, type Farewells } from './state/farewells.ts';
import { readState, type State } from './state/state.ts';
import type { Ended, Tool } from './tools/tool.ts';

/** One side of a pair, before anything was moved and after everything was. */
export interface Side {
  readonly before: State;
  readonly after: State;
}

/** What one tool made of all scenarios. */
export interface Outcome {
  readonly source: Side;
  readonly target: Side;
  /** How each run ended, by the namespace that was moved. */
  readonly runs: ReadonlyMap<string, Ended>;
  /** What was deleted in the source, as it was last seen. */
  readonly farewells: Farewells;
}

/** Seeds the scenarios in a pair, moves them one after the other with a tool, and lets the garbage collectors have their say. */
export async function carryOut(pair: Pair, tool: Tool, scenarios: readonly Scenario[]): Promise<Outcome> {
  const { source, target, both } = pair;
  const withCollector = scenarios.filter(({ withoutCollector }) => withoutCollector !== true);
  const without = scenarios.filter(({ withoutCollector }) => withoutCollector === true);
  await Promise.all(withCollector.map(({ seed }) => seed(source)));
  await garbageCollected(source);
  const [sourceBefore, targetBefore] = await Promise.all([readState(source), readState(target)]);
  await using farewells = await watchFarewells(source);

  const runs = new Map<string, Ended>();
  for (const scenario of withCollector) runs.set(scenario.namespace, await tool(pair, scenario));
  await source.kill('controller-manager');
  for (const { seed } of without) await seed(source);
  const lateBefore = await readState(source);
  for (const scenario of without) runs.set(scenario.namespace, await tool(pair, scenario));
  await source.restart('controller-manager');

  await Promise.all(both.map((plane) => garbageCollected(plane)));
  const [sourceAfter, targetAfter] = await Promise.all([readState(source), readState(target)]);
  const late = new Set(without.map(({ namespace }) => namespace));
  const fromLate = [...lateBefore].filter(([, { metadata }]) => late.has(metadata.namespace ?? metadata.name));
  return {
    source: { before: new Map([...sourceBefore, ...fromLate]), after: sourceAfter },
    target: { before: targetBefore, after: targetAfter },
    runs,
    farewells,
  };
}
