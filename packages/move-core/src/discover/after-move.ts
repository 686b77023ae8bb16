import { defaults } from '../defaults.ts';
import { refKey, refOf, type ObjectRef } from '../model/object-ref.ts';
import { readOnly } from '../server/read-only.ts';
import type { ApiServer } from '../server/types.ts';
import { createCompactor } from './compact-object.ts';
import { limitReads } from './reader.ts';
import type { OwnerLookup, Snapshot } from './snapshot.ts';

/** What a move has done to the source that a snapshot is of. */
export interface MovedAway {
  /** Whatever the move had in hand and has left there, changed by its hold and release: copies, what was adopted. */
  readonly stayed: readonly ObjectRef[];
  /** What it has deleted. */
  readonly left: readonly ObjectRef[];
}

/**
 * A snapshot as it is after a move of some of its objects: what has left is out, and what the move had in hand is read
 * again. All else is as it was: it serves to plan the next move, which looks at everything once more when it holds it.
 * Raises what a read raises.
 */
export async function snapshotAfterMove(
  source: ApiServer,
  snapshot: Snapshot,
  { stayed, left }: MovedAway,
  signal: AbortSignal | undefined,
): Promise<Snapshot> {
  const reader = limitReads(readOnly(source), {
    concurrency: defaults.concurrency,
    signal: signal ?? new AbortController().signal,
  });
  const compact = createCompactor();
  const [leftKeys, stayedKeys] = [keysOf(left), keysOf(stayed)];
  const owners = new Map<string, OwnerLookup>(snapshot.owners);
  const objects = await Promise.all(
    snapshot.objects.map(async (object) => {
      const ref = refOf(object);
      const key = refKey(ref);
      const { uid, name, namespace } = object.metadata;
      if (stayedKeys.has(key)) {
        const type = snapshot.types.find((one) => one.group === ref.group && one.kind === ref.kind);
        const again = type && (await reader.get(type, namespace === undefined ? { name } : { name, namespace }));
        if (again !== undefined) return compact(again);
      } else if (!leftKeys.has(key)) {
        return object;
      }
      if (uid !== undefined) owners.set(uid, { state: 'absent' });
      return undefined;
    }),
  );
  return { ...snapshot, owners, objects: objects.filter((object) => object !== undefined) };
}

function keysOf(refs: readonly ObjectRef[]): ReadonlySet<string> {
  return new Set(refs.map((ref) => refKey(ref)));
}
