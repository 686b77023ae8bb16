import { garbageCollected } from '../support/control-plane/garbage-collected.ts';
import type { Pair } from '../support/control-plane/start.ts';
import { looks, seedLooks, type Look } from './scenarios/looks.ts';
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
  /** How each move ended, by the namespace. */
  readonly moves: ReadonlyMap<string, Ended>;
  /** How each look ended, by its name. */
  readonly looks: ReadonlyMap<string, Ended>;
  /** What was deleted in the source, as it was last seen. */
  readonly farewells: Farewells;
}

/** Seeds the scenarios in a pair, moves them one after the other with a tool, and lets the garbage collectors have their say. */
export async function carryOut(pair: Pair, tool: Tool, scenarios: readonly Scenario[]): Promise<Outcome> {
  const { source, target, both } = pair;
  const ordinary = scenarios.filter(({ withoutCollector }) => withoutCollector !== true);
  const special = scenarios.filter(({ withoutCollector }) => withoutCollector === true);
  await Promise.all([...ordinary.map((scenario) => scenario.seed(source)), seedLooks(pair)]);
  await garbageCollected(source);
  const [sourceBefore, targetBefore] = await Promise.all([readState(source), readState(target)]);
  await using farewells = await watchFarewells(source);

  const looked = new Map(await lookAt(pair, tool, 'before'));
  const moves = new Map<string, Ended>();
  for (const scenario of ordinary) moves.set(scenario.namespace, await tool.move(pair, scenario));
  await source.kill('controller-manager');
  for (const scenario of special) await scenario.seed(source);
  const specialBefore = await readState(source);
  for (const scenario of special) moves.set(scenario.namespace, await tool.move(pair, scenario));
  await source.restart('controller-manager');
  for (const [name, ended] of await lookAt(pair, tool, 'after')) looked.set(name, ended);

  await Promise.all(both.map((plane) => garbageCollected(plane)));
  const [sourceAfter, targetAfter] = await Promise.all([readState(source), readState(target)]);
  for (const [name, ended] of await lookAt(pair, tool, 'last')) looked.set(name, ended);
  return {
    source: { before: new Map([...sourceBefore, ...placesOf(special, specialBefore)]), after: sourceAfter },
    target: { before: targetBefore, after: targetAfter },
    moves,
    looks: looked,
    farewells,
  };
}

async function lookAt(
  pair: Pair,
  tool: Tool,
  when: Look['when'],
): Promise<readonly (readonly [name: string, ended: Ended])[]> {
  const ended: (readonly [string, Ended])[] = [];
  for (const look of looks.filter((one) => one.when === when)) {
    ended.push([look.name, await (when === 'last' ? tool.move(pair, look) : tool.look(pair, look.namespace))]);
  }
  return ended;
}

/** What was seeded late, of all that was there then. */
function placesOf(scenarios: readonly Scenario[], state: State): State {
  const places = new Set(scenarios.map(({ namespace }) => namespace));
  return new Map(
    [...state].filter(([, { kind, metadata }]) =>
      places.has(kind === 'Namespace' ? metadata.name : (metadata.namespace ?? '')),
    ),
  );
}
