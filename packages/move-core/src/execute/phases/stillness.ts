import type { KubeObject } from '../../model/kube-object.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import type { Provider } from '../../provider/types.ts';

/** An object that is held and not quiet yet. */
export interface Waiting {
  readonly planned: Pick<PlannedObject, 'uid' | 'ref' | 'clusters'>;
  /** Of the object as it was when it was looked at. */
  readonly version: string | undefined;
  readonly because: string;
  /** `pause`: its controller has not acknowledged; `block`: somebody still has something in hand. */
  readonly kind: 'pause' | 'block';
}

/** Why an object does not count as quiet yet, as the rest of a sentence; undefined if it does. */
export type Settled = (planned: Waiting['planned'], object: KubeObject) => string | undefined;

/** In ms, from any point in time. */
type Clock = () => number;

interface Seen {
  readonly version: string | undefined;
  readonly since: number;
}

/**
 * Says whether an object has been as it is for as long as its hold wants. Some controllers never say that they have
 * seen it: one that was at work when the object was held shows itself by what it writes.
 */
export function settling(providers: readonly Provider[], clock: Clock): Settled {
  const seen = new Map<string, Seen>();
  return ({ uid, ref }, { metadata: { resourceVersion: version } }) => {
    const forMs = holdFor(providers, ref)?.settlesForMs;
    if (forMs === undefined) return undefined;
    const now = clock();
    const before = seen.get(uid);
    if (before !== undefined && before.version === version) {
      if (now - before.since >= forMs) return undefined;
    } else seen.set(uid, { version, since: now });
    return 'its controller may still be in the middle of something';
  };
}

/**
 * Takes out what counts as quiet although it has not said so: its controller is not woken by the pause, its Clusters have
 * acknowledged, and since then nothing has changed for as long as its hold wants. What is written later all the same is
 * found before the commit, and before each deletion.
 */
export function silence<One extends Waiting>(
  providers: readonly Provider[],
  clock: Clock,
): (waiting: readonly One[]) => readonly One[] {
  const still = new Map<string, Seen>();
  return (waiting) => {
    const now = clock();
    const unanswered = new Set(waiting.map(({ planned }) => planned.uid));
    return waiting.filter(({ planned, version, kind }) => {
      const forMs = holdFor(providers, planned.ref)?.silentForMs;
      if (kind !== 'pause' || forMs === undefined) return true;
      const isAnswered = planned.clusters.length > 0 && !planned.clusters.some((uid) => unanswered.has(uid));
      const before = still.get(planned.uid);
      if (isAnswered && before !== undefined && before.version === version) return now - before.since < forMs;
      if (isAnswered) still.set(planned.uid, { version, since: now });
      else still.delete(planned.uid);
      return true;
    });
  };
}
