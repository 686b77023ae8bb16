import { randomBytes } from 'node:crypto';
import type { ApiServer, TextUndo } from '@tsmove/move-core';
import { type CopiedLeases, copyLeases, type LeaseTarget } from '@tsmove/providers';
import type { CliContext } from '../../context.ts';
import { explain } from '../../errors/explain.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { usualPlace } from '../../flags/lease-places.ts';
import { type LeasesCopyFlags, leasesCopyGroups } from '../../flags/leases.ts';
import { hasTarget, tellingProblems } from '../../flags/move.ts';
import { conduct } from '../../session/conduct.ts';
import { type Session, targetOf } from '../../session/session.ts';
import { tellingView } from '../../view/choose.ts';
import { copiedLines } from '../../view/copied-leases.ts';
import { formatDocument } from '../../view/document.ts';
import { nowSeconds } from './now.ts';
import { rangeProblems, rangesOf } from './ranges.ts';
import { readLeases } from './read-leases.ts';

/** `tsmove leases copy` */
export async function runLeasesCopy(this: CliContext, given: LeasesCopyFlags): Promise<void> {
  await conduct(this, given, {
    groups: leasesCopyGroups,
    problems: copyProblems,
    view: tellingView,
    work: copy,
  });
}

function copyProblems(flags: LeasesCopyFlags): readonly string[] {
  const target = hasTarget(flags)
    ? []
    : ['the copy has no target: give --to-kubeconfig FILE, or --to-kubeconfig-context NAME'];
  return [...target, ...tellingProblems(flags), ...rangeProblems(flags)];
}

async function copy(session: Session<LeasesCopyFlags>): Promise<ExitCode> {
  const { context, flags, view } = session;
  const target = await connectTarget(session);
  const { prefer, skipInvalid, extendTo } = flags;
  const copied = await copyLeases({ read: () => readLeases(session) }, targetIn(session, target), {
    // Two copies at once are two changes, none of which takes the other's for its own.
    id: `copy-${randomBytes(6).toString('hex')}`,
    now: nowSeconds(context),
    ranges: rangesOf(flags),
    ...(prefer === undefined ? {} : { prefer }),
    ...(skipInvalid === undefined ? {} : { skipInvalid }),
    ...(extendTo === undefined ? {} : { extendTo: Math.ceil(extendTo / 1000) }),
  });
  view.rest();
  context.process.stdout.write(formatted(flags, copied));
  await settle(session, target, copied.undo);
  return exitCodes.done;
}

async function connectTarget(session: Session<LeasesCopyFlags>): Promise<ApiServer> {
  const { flags, deadline, interrupts } = session;
  const where = targetOf(flags);
  if (where === undefined) throw new Error('a copy without a target is refused before');
  return deadline.limit(interrupts.signal, () => session.connect('target', where));
}

/** The ConfigMap; in a dry run one that is read, and not written. */
function targetIn(
  { flags, library, interrupts, view }: Session<LeasesCopyFlags>,
  target: ApiServer,
): LeaseTarget<TextUndo> {
  const { leasesTo: place = usualPlace, dryRun = false } = flags;
  return {
    async change(id, change) {
      interrupts.signal.throwIfAborted();
      view.show({ type: 'working', step: `Writing leases to ${target.url}` });
      if (!dryRun) return library.changeText(target, place, id, change);
      change(await library.readText(target, place, interrupts.signal));
      return { type: 'nothing' };
    },
  };
}

function formatted(flags: LeasesCopyFlags, copied: CopiedLeases<TextUndo>): string {
  const { leasesTo: place = usualPlace, dryRun = false } = flags;
  if (flags.output === 'json' || flags.output === 'yaml') {
    const { from, counts, notes, undo } = copied;
    const changed = undo.type !== 'nothing';
    return formatDocument(flags.output, { dryRun, from, to: place, changed, counts, notes });
  }
  return copiedLines(copied, place, dryRun)
    .map((line) => `${line}\n`)
    .join('');
}

/** Nobody is to undo a copy that stands alone, so what was kept for that goes. It is copied whether or not that succeeds. */
async function settle({ library, view }: Session<unknown>, target: ApiServer, undo: TextUndo): Promise<void> {
  if (undo.type === 'nothing') return;
  try {
    await library.settleText(target, undo);
  } catch (error) {
    const { place, id } = undo;
    const { message } = explain(error, undefined);
    view.show({
      type: 'problem',
      text: `the leases are copied, but the ConfigMap of namespace ${place.namespace} that ends in ${id} is left over: ${message}`,
    });
  }
}
