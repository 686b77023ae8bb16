import type { Allowances, ApiServer, Plan, Snapshot } from '@tsmove/move-core';
import type { AllowanceFlags } from '../flags/allowances.ts';
import type { MoveFlags } from '../flags/move.ts';
import { type PlanSummary, summarise } from '../view/plan-summary.ts';
import type { Session } from './session.ts';
import { connectSides } from './sides.ts';

/** What is known before a move: both sides, the objects, the plan. */
export interface Survey {
  readonly source: ApiServer;
  /** Absent: none was given. */
  readonly target: ApiServer | undefined;
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly summary: PlanSummary;
}

/** Reads the source and plans. Nothing is written. */
export async function survey(session: Session<MoveFlags>): Promise<Survey> {
  const { flags, library, view, interrupts, deadline } = session;
  const { providers } = library;
  return deadline.limit(interrupts.signal, async (signal) => {
    const { source, target } = await connectSides(session);
    const namespace = flags.namespace ?? source.contextNamespace ?? 'default';
    view.show({ type: 'working', step: `Discovering objects in namespace ${namespace} of ${source.url}` });
    const snapshot = await library.discover(source, { namespace, providers, signal, concurrency: flags.concurrency });
    const plan = library.planMove(snapshot, {
      providers,
      ...(flags.cluster === undefined ? {} : { clusters: flags.cluster }),
      ...(flags.status === undefined ? {} : { status: flags.status }),
    });
    signal.throwIfAborted();
    const summary = summarise(plan, target?.url);
    view.show({ type: 'planned', summary });
    return { source, target, snapshot, plan, summary };
  });
}

/** The findings that the user declares to be in order. */
export function allowances(flags: AllowanceFlags): Allowances {
  return {
    paused: flags.allowPaused === true,
    leftBehind: flags.allowLeftBehind === true,
    empty: flags.allowEmpty === true,
    gitopsSuspended: flags.gitopsSuspended === true,
    skip: flags.skipPreflight ?? [],
  };
}
