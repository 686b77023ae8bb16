import { setTimeout as sleep } from 'node:timers/promises';
import { BlockedError, FencedError, StalePlanError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { holdFor } from '../../provider/holds.ts';
import type { MoveContext } from '../context.ts';
import { readAll } from '../read-all.ts';
import { settling, silence, type Settled, type Waiting } from './stillness.ts';

interface WaitingObject extends Waiting {
  readonly planned: PlannedObject;
}

const firstPollMs = 200;
const slowestPollMs = 2_000;

/**
 * Waits until every held object is quiet: its controllers have acknowledged (contract 2.3) and nothing blocks the
 * move any more. Annotations are read after the pause, all objects at once, under one deadline for each of the two.
 * Raises BlockedError with the object that is still waited for.
 *
 * @param firstLook the planned objects as they were read right now, by UID.
 */
export async function awaitQuiet(
  context: MoveContext,
  firstLook: ReadonlyMap<string, KubeObject>,
): Promise<'at-once' | 'later'> {
  const started = performance.now();
  const tell = teller(context);
  const settled = settling(context.providers, () => performance.now());
  const silent = silence<WaitingObject>(context.providers, () => performance.now());
  let pending = context.plan.objects;
  let objects = firstLook;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, slowestPollMs)) {
    const waiting = silent(stillWaiting(context, pending, objects, settled));
    const elapsed = performance.now() - started;
    tell(waiting, elapsed);
    if (waiting.length === 0) return objects === firstLook ? 'at-once' : 'later';
    raiseIfLate(waiting, 'pause', elapsed, context.pauseTimeoutMs);
    raiseIfLate(waiting, 'block', elapsed, context.blockMoveTimeoutMs);
    // An object that is quiet stays quiet while its Cluster is held, so only the others are read again.
    pending = waiting.map(({ planned }) => planned);
    await sleep(pollMs, undefined, { signal: context.stop });
    await requireTurn(context);
    objects = await readAll(context, context.source, pending, { signal: context.stop });
  }
}

/** Nothing is written here, so nobody else would tell a process that has slept for too long that its turn is over. */
async function requireTurn({ lock }: MoveContext): Promise<void> {
  try {
    await lock?.gate();
  } catch (error) {
    // A Lease that cannot be looked at now is looked at before the next write.
    if (error instanceof FencedError) throw error;
  }
}

const firstWordMs = 2_000;
const nextWordMs = 10_000;

/**
 * A block is said at once and once for each object, and so is its end: somebody has to do something about it. Acknowledgements come by
 * themselves, in a second or two and for hundreds of objects: they are counted, and only if they take longer.
 */
function teller(context: MoveContext): (waiting: readonly Waiting[], elapsedMs: number) => void {
  const blocked = new Map<string, { readonly ref: ObjectRef; readonly because: string }>();
  let nextMs = firstWordMs;
  return (waiting, elapsedMs) => {
    const blocking = waiting.filter(({ kind }) => kind === 'block');
    for (const { planned, because } of blocking) {
      if (blocked.get(planned.uid)?.because === because) continue;
      blocked.set(planned.uid, { ref: planned.ref, because });
      context.emit({ type: 'object-blocked', ref: planned.ref, because });
    }
    const still = new Set(blocking.map(({ planned }) => planned.uid));
    for (const [uid, { ref }] of [...blocked].filter(([uid]) => !still.has(uid))) {
      blocked.delete(uid);
      context.emit({ type: 'object-unblocked', ref });
    }
    const unanswered = waiting.filter(({ kind }) => kind === 'pause');
    const [first] = unanswered;
    if (first === undefined || elapsedMs < nextMs) return;
    nextMs = elapsedMs + nextWordMs;
    const { planned, because } = first;
    context.emit({ type: 'still-waiting', count: unanswered.length, ref: planned.ref, because });
  };
}

function raiseIfLate(waiting: readonly Waiting[], kind: Waiting['kind'], elapsedMs: number, limitMs: number): void {
  if (elapsedMs < limitMs) return;
  const late = waiting.filter((one) => one.kind === kind);
  const [first] = late;
  if (first === undefined) return;
  const others = late.length === 1 ? '' : `; ${(late.length - 1).toString()} more wait likewise`;
  throw new BlockedError(`${first.because} after ${Math.round(limitMs / 1000).toString()}s${others}`, {
    ref: first.planned.ref,
    code: kind === 'pause' ? 'pause-not-acknowledged' : 'move-blocked',
    hint:
      kind === 'pause'
        ? 'See that its controller runs in the source; if no controllers run there on purpose, skip the acknowledgement.'
        : 'See what its provider still does; it removes the annotation clusterctl.cluster.x-k8s.io/block-move when done.',
  });
}

function stillWaiting(
  context: MoveContext,
  pending: readonly PlannedObject[],
  objects: ReadonlyMap<string, KubeObject>,
  settled: Settled,
): readonly WaitingObject[] {
  return pending.flatMap((planned): WaitingObject[] => {
    const object = objects.get(planned.uid);
    if (object === undefined) {
      throw new StalePlanError('it was deleted while the move was being prepared', { ref: planned.ref });
    }
    const version = object.metadata.resourceVersion;
    for (const provider of context.providers) {
      const because = provider.blockedBy?.(object);
      if (because !== undefined) return [{ planned, version, because, kind: 'block' }];
    }
    const because = mustAcknowledge(context, planned)
      ? (holdFor(context.providers, planned.ref)?.awaits?.(object) ?? settled(planned, object))
      : undefined;
    return because === undefined ? [] : [{ planned, version, because, kind: 'pause' }];
  });
}

/** Whether anything was done that the object's controller should answer to. */
function mustAcknowledge(context: MoveContext, planned: PlannedObject): boolean {
  const { settings, holds } = context.log.state;
  if (!settings.awaitPause) return false;
  return holds.has(planned.uid) || planned.clusters.some((uid) => holds.has(uid));
}
