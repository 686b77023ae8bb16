import { defaults } from '../../defaults.ts';
import { VerifyError } from '../../errors.ts';
import type { Side } from '../../events/types.ts';
import type { SourceLook } from '../../journal/records.ts';
import type { JsonObject } from '../../model/json.ts';
import { marks } from '../../model/marks.ts';
import { compareRefs } from '../../model/object-ref.ts';
import { holdFor } from '../../provider/holds.ts';
import { fateOf, heldObjects, keyOf, plannedByUid, typeOf, type HeldObject, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { lastToLeave } from './last-to-leave.ts';
import { markReady } from './mark-ready.ts';
import { retireLast } from './retire.ts';
import { targetObjects } from '../target-objects.ts';
import { unhold } from '../unhold.ts';

/** The held objects that are paused in the target as well: all that we created there, none that we adopted. */
export function releasable(context: MoveContext): readonly HeldObject[] {
  return heldObjects(context).filter(({ uid, byUs }) => byUs && context.ledger.targetOf(uid) === 'sealed');
}

/**
 * Gives every held object in the target its earlier state, in the hold table's order (classes before their Clusters,
 * resource sets last); then what was adopted leaves the source, and shared objects that stay there are given back, too.
 * What the user had paused stays paused.
 */
export async function releaseAll(context: MoveContext): Promise<void> {
  await requireSourceEmptied(context, 'before-release', lastToLeave(context));
  // A journal that lost the last deletions must not be what says that the release has begun: rollback is still open.
  await context.log.durable();
  // The last moment at which what was retired could still be made anew in the source (contract 5).
  context.log.note({ type: 'releasing' });
  await context.log.durable();
  await context.lock?.announce({ phase: 'release', releasing: true });
  await markReady(context);
  const held = releasable(context);
  const keptHeld = await createKeeper(context);
  for (const order of orders(context, held)) {
    await each(
      held.filter((one) => orderOf(context, one) === order),
      async (one) => {
        const because = await keptHeld(one);
        if (because === undefined) await unhold(context, one, 'target');
        else await leaveHeld(context, one, 'target', because);
      },
      { concurrency: context.concurrency, ref: ({ ref }) => ref },
    );
  }
  await retireLast(context);
  await releaseSource(context, { keep: true });
  await requireSourceEmptied(context, 'after-release', new Set());
}

/** Asks providers whether an object must stay held in the target; what they want to know of it is read when asked for. */
async function createKeeper(context: MoveContext): Promise<(held: HeldObject) => Promise<string | undefined>> {
  const able = context.providers.filter((provider) => provider.keepHeld !== undefined);
  if (able.length === 0) return () => Promise.resolve(undefined);
  const index = await targetObjects(context);
  // Who wants to see objects of which there are none has nothing to say: it saves a look at every object.
  const asked = able.filter(
    ({ readsInTarget }) =>
      readsInTarget === undefined || readsInTarget.some(({ group, kind }) => index.ofKind(group, kind).length > 0),
  );
  if (asked.length === 0) return () => Promise.resolve(undefined);
  return async ({ ref }) => {
    const object = await context.target.get(typeOf(context, ref), keyOf(ref), {
      retryBudgetMs: defaults.longRetryBudgetMs,
    });
    if (object === undefined) return undefined;
    for (const provider of asked) {
      const because = provider.keepHeld?.(object, index);
      if (because !== undefined) return because;
    }
    return undefined;
  };
}

/** Takes our marks off and leaves the pause, as if the user had set it. */
async function leaveHeld(context: MoveContext, held: HeldObject, side: Side, because: string): Promise<void> {
  await unhold(context, { ...held, restore: withoutMarks }, side);
  context.emit({ type: 'object-left-held', side, ref: held.ref, because });
}

const withoutMarks: JsonObject = { metadata: { annotations: { [marks.pausedBy]: null, [marks.holdNote]: null } } };

/** False for what was retired, and made anew by nobody. */
function isInSource(context: MoveContext, uid: string): boolean {
  if (fateOf(context, uid) === 'copy' || !context.log.state.retiring) return true;
  return context.log.state.rollback !== undefined;
}

/**
 * Lifts the pause of everything held in the source that is still there. With `keep`, what the user wants kept there
 * stays paused: the target's is the one that counts now.
 */
export async function releaseSource(context: MoveContext, options: { readonly keep?: boolean } = {}): Promise<void> {
  const staying = heldObjects(context).filter(({ uid }) => isInSource(context, uid));
  for (const order of orders(context, staying)) {
    await each(
      staying.filter((one) => orderOf(context, one) === order),
      async (one) => {
        const kept = options.keep === true && plannedByUid(context.plan, one.uid)?.heldInSource === true;
        if (kept) await leaveHeld(context, one, 'source', 'you asked to keep it there');
        else await unhold(context, one, 'source');
        if (context.log.state.objects.has(one.uid)) context.ledger.setSource(one.uid, 'present');
      },
      { concurrency: context.concurrency, ref: ({ ref }) => ref },
    );
  }
}

/**
 * Something (GitOps, most of all) may have made a Cluster anew in the source, un-paused: releasing the target's then
 * would have two controllers at work on the same machines (contract 5). Looked at right before and right after; the
 * report tells what was seen.
 */
async function requireSourceEmptied(
  context: MoveContext,
  when: SourceLook['when'],
  except: ReadonlySet<string>,
): Promise<void> {
  const held = heldObjects(context).filter(({ uid }) => fateOf(context, uid) === 'move' && !except.has(uid));
  const back: HeldObject[] = [];
  await each(
    held,
    async (one) => {
      const there = await context.source.get(typeOf(context, one.ref), keyOf(one.ref), {
        retryBudgetMs: defaults.longRetryBudgetMs,
      });
      if (there !== undefined) back.push(one);
    },
    { concurrency: context.concurrency, ref: ({ ref }) => ref },
  );
  const [first, ...others] = back.sort((a, b) => compareRefs(a.ref, b.ref));
  const look = { when, looked: held.length, back: back.map(({ uid }) => uid) };
  context.log.note({ type: 'phase', phase: context.phase, look });
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `; so ${others.length === 1 ? 'is' : 'are'} ${others.length.toString()} more`;
  throw new VerifyError(`it is in the source again: something there made it anew after it had moved${more}`, {
    ref: first.ref,
    code: 'reappeared-in-source',
    hint: 'Suspend what creates it (Flux, Argo CD, a pipeline) and delete it there, keeping its infrastructure.',
  });
}

function orders(context: MoveContext, held: readonly HeldObject[]): readonly number[] {
  return [...new Set(held.map((one) => orderOf(context, one)))].sort((a, b) => a - b);
}

function orderOf(context: MoveContext, held: HeldObject): number {
  return holdFor(context.providers, held.ref)?.releaseOrder ?? 0;
}
