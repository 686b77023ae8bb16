import type { LeaseContent, MoveZone } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { goingOnProblems, type RecoverFlags, recoverGroups } from '../flags/going-on.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import { follow } from '../session/follow.ts';
import { mergeMoves, readLeased, zoneOf } from '../session/known-moves.ts';
import { paceOptions } from '../session/pace.ts';
import type { Session } from '../session/session.ts';
import type { Sides } from '../session/sides.ts';
import { openSides } from '../session/sides-of-recovery.ts';
import { moveView } from '../view/choose.ts';
import { courseOf } from '../view/live/course.ts';
import { recoverQuestion } from '../view/questions.ts';

/** `tsmove recover` */
export async function runRecover(this: CliContext, given: RecoverFlags, move: string | undefined): Promise<void> {
  await conduct(this, given, {
    groups: recoverGroups,
    problems: goingOnProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => recover(session, move),
    hasJournal: false,
  });
}

async function recover(session: Session<RecoverFlags>, given: string | undefined): Promise<ExitCode> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  const { source, target } = await deadline.limit(interrupts.signal, () => openSides(session, given));
  if (target === undefined) throw new Error('a move without a target');
  view.show({ type: 'working', step: 'Looking for the move in both clusters' });
  const seen = await deadline.limit(interrupts.signal, (signal) =>
    lookFor(session, { source, target }, { given, signal }),
  );
  await confirm(session, 'the recovery', recoverQuestion(seen));
  const moveId = given ?? seen?.moveId;
  const timeoutMs = deadline.left();
  const run = library.recoverMove({
    source,
    target,
    providers,
    signal: interrupts.signal,
    ...paceOptions(flags),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(flags.skipLeaseWait === true ? { holderIsDead: true } : {}),
    ...(moveId === undefined ? {} : { moveId }),
    // Which phases are left its events tell.
    onPlan: (plan) => {
      view.show({ type: 'course', course: courseOf(plan, []) });
    },
  });
  const report = await follow(session, run, { zone: seen?.zone ?? 'before-commit', open: moveId !== undefined });
  const way = { from: source.url, to: target.url, clusters: seen?.content.scope.clusters?.length };
  view.show({ type: 'ended', report, way, next: [] });
  return exitCodes.done;
}

/** A move as the Leases tell of it. */
interface Seen {
  readonly moveId: string;
  readonly zone: MoveZone | undefined;
  readonly content: LeaseContent;
}

/** What the Leases tell of the move; undefined if they tell of none, or of several, which the library refuses. */
async function lookFor(
  { library }: Session<RecoverFlags>,
  { source, target }: Sides,
  { given, signal }: { readonly given: string | undefined; readonly signal: AbortSignal },
): Promise<Seen | undefined> {
  const found = [
    ...(target === undefined ? [] : await readLeased(library, target, 'target', signal)),
    ...(await readLeased(library, source, 'source', signal)),
  ];
  const [only, ...others] = mergeMoves(found).filter(({ moveId }) => given === undefined || moveId === given);
  const [lease] = only?.leases ?? [];
  if (only === undefined || lease === undefined || others.length > 0) return undefined;
  return { moveId: only.moveId, zone: zoneOf(only), content: lease.content };
}
