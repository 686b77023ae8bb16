import { expect } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { readState, type State } from '../state/state.ts';
import { runTsmove } from '../tools/tsmove.ts';

/** What a run that cannot succeed has to come to. */
export interface Refusal {
  /** As the README lists them. */
  readonly code: number;
  /** The sentence that says what is wrong, with the object or the field, and where it helps what to do. */
  readonly says: readonly (string | RegExp)[];
  /** Milliseconds that nobody should have to wait longer for it. Default: 15 s, on a busy machine. */
  readonly within?: number;
}

/** Runs `tsmove move` and holds it to its refusal: one error, no talk of mistakes of our own, and nothing changed on either side. */
export async function expectRefusal(pair: Pair, flags: readonly string[], refusal: Refusal): Promise<void> {
  const before = await versionsOf(pair);
  const started = performance.now();
  const { code, said } = await runTsmove(['move', ...flags]);
  const took = performance.now() - started;
  for (const sentence of refusal.says) expect(said).toMatch(sentence);
  expect(code, said).toBe(refusal.code);
  expect(said.match(/^error: /gm), said).toHaveLength(1);
  expect(said).not.toMatch(/internal error|undefined|\[object |^ +at /m);
  expect(took).toBeLessThan(refusal.within ?? 15_000);
  expect(await versionsOf(pair)).toEqual(before);
}

/** Every object of both sides with its UID and resourceVersion: whoever writes anything anywhere changes one. */
async function versionsOf({ both }: Pair): Promise<readonly ReadonlyMap<string, string>[]> {
  const states = await Promise.all(both.map((plane) => readState(plane)));
  return states.map(
    (state: State) =>
      new Map(
        [...state].map(([key, { metadata }]) => [key, `${metadata.uid ?? ''} ${metadata.resourceVersion ?? ''}`]),
      ),
  );
}
