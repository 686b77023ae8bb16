import { defaults } from '../../defaults.ts';
import { VerifyError } from '../../errors.ts';
import { holdFor } from '../../provider/holds.ts';
import { fateOf, heldObjects, keyOf, typeOf, type HeldObject, type MoveContext } from '../context.ts';
import { each } from '../each.ts';
import { lastToLeave } from './last-to-leave.ts';
import { markReady } from './mark-ready.ts';
import { retireLast } from './retire.ts';
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
  await requireSourceEmptied(context, lastToLeave(context));
  // The last moment at which what was retired could still be made anew in the source (contract 5).
  context.log.note({ type: 'releasing' });
  await context.log.durable();
  await context.lock?.announce({ phase: 'release', releasing: true });
  await markReady(context);
  const held = releasable(context);
  for (const order of orders(context, held)) {
    await each(
      held.filter((one) => orderOf(context, one) === order),
      (one) => unhold(context, one, 'target'),
      { concurrency: context.concurrency, ref: ({ ref }) => ref },
    );
  }
  await retireLast(context);
  await releaseSource(context);
  await requireSourceEmptied(context, new Set());
}

/** False for what was retired, and made anew by nobody. */
function isInSource(context: MoveContext, uid: string): boolean {
  if (fateOf(context, uid) === 'copy' || !context.log.state.retiring) return true;
  return context.log.state.rollback !== undefined;
}

/** Lifts the pause of everything held in the source that is still there. */
export async function releaseSource(context: MoveContext): Promise<void> {
  const staying = heldObjects(context).filter(({ uid }) => isInSource(context, uid));
  for (const order of orders(context, staying)) {
    await each(
      staying.filter((one) => orderOf(context, one) === order),
      async (one) => {
        await unhold(context, one, 'source');
        if (context.log.state.objects.has(one.uid)) context.ledger.setSource(one.uid, 'present');
      },
      { concurrency: context.concurrency, ref: ({ ref }) => ref },
    );
  }
}

/**
 * Something (GitOps, most of all) may have made a Cluster anew in the source, un-paused: releasing the target's then
 * would have two controllers at work on the same machines (contract 5). Looked at right before and right after.
 */
async function requireSourceEmptied(context: MoveContext, except: ReadonlySet<string>): Promise<void> {
  const roots = heldObjects(context).filter(({ uid }) => fateOf(context, uid) === 'move' && !except.has(uid));
  await each(
    roots,
    async ({ ref }) => {
      const there = await context.source.get(typeOf(context, ref), keyOf(ref), {
        retryBudgetMs: defaults.longRetryBudgetMs,
      });
      if (there === undefined) return;
      throw new VerifyError('it is in the source again: something there made it anew after it had moved', {
        ref,
        code: 'reappeared-in-source',
        hint: 'Suspend what creates it (Flux, Argo CD, a pipeline) and delete it there, keeping its infrastructure.',
      });
    },
    { concurrency: context.concurrency, ref: ({ ref }) => ref },
  );
}

function orders(context: MoveContext, held: readonly HeldObject[]): readonly number[] {
  return [...new Set(held.map((one) => orderOf(context, one)))].sort((a, b) => a - b);
}

function orderOf(context: MoveContext, held: HeldObject): number {
  return holdFor(context.providers, held.ref)?.releaseOrder ?? 0;
}
