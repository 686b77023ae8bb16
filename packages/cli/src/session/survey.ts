import {
  UsageError,
  type Allowances,
  type ApiServer,
  type Plan,
  type PlanOptions,
  type ResolvedConflict,
  type Snapshot,
} from '@tsmove/move-core';
import type { AllowanceFlags } from '../flags/allowances.ts';
import { namespaceOf, type ScopeFlags } from '../flags/scope.ts';
import type { MoveFlags } from '../flags/move.ts';
import { type PlanSummary, summarise } from '../view/plan-summary.ts';
import { courseOf } from '../view/live/course.ts';
import { openArchive } from './open-archive.ts';
import type { Session } from './session.ts';
import { connectSides, type Sides } from './sides.ts';
import { connectTarget } from './sides-of-move.ts';

/** What is known before a move: both sides, the objects, the plan. */
export interface Survey {
  readonly source: ApiServer;
  /** Absent: none was given. */
  readonly target: ApiServer | undefined;
  readonly snapshot: Snapshot;
  readonly plan: Plan;
  readonly summary: PlanSummary;
}

/** What of the flags a survey goes by. */
export interface SurveyFlags {
  readonly namespace?: string | undefined;
  readonly namespaceMap?: ScopeFlags['namespaceMap'];
  readonly cluster?: readonly string[] | undefined;
  /** One of several moves of the namespace at the same time, by this name. */
  readonly shard?: string | undefined;
  /** Only what Clusters share. */
  readonly sharedOnly?: boolean | undefined;
  readonly keepInSource?: readonly string[] | undefined;
  readonly status?: 'carry' | 'drop' | undefined;
  readonly onConflict?: 'fail' | 'skip' | 'update' | undefined;
  /** Decided before, in a plan that was reviewed. */
  readonly conflicts?: readonly ResolvedConflict[] | undefined;
  readonly concurrency?: number | undefined;
}

/** Reads the source and plans. Nothing is written. */
export async function survey(session: Session<Omit<MoveFlags, 'output' | 'dryRun'>>): Promise<Survey> {
  return session.deadline.limit(session.interrupts.signal, async (signal) =>
    surveySides(session, await sidesOf(session, signal), signal),
  );
}

/** Both sides of a move; a directory may be its source. */
async function sidesOf(session: Session<Omit<MoveFlags, 'output' | 'dryRun'>>, signal: AbortSignal): Promise<Sides> {
  const { fromDirectory } = session.flags;
  const namespace = namespaceOf(session.flags);
  if (fromDirectory === undefined) return connectSides(session);
  const target = await connectTarget(session);
  // Directories are never encrypted.
  const reading = { ...session, flags: { identity: undefined } };
  return { source: await openArchive(reading, fromDirectory, { target, namespace, signal }), target };
}

/** The same between two sides that are open. */
export async function surveySides(
  { flags, library, providers, view }: Pick<Session<SurveyFlags>, 'flags' | 'library' | 'providers' | 'view'>,
  { source, target }: Sides,
  signal: AbortSignal,
): Promise<Survey> {
  const namespace = namespaceOf(flags) ?? source.contextNamespace ?? 'default';
  view.show({ type: 'working', step: `Discovering objects in namespace ${namespace} of ${source.url}` });
  const snapshot = await library.discover(source, { namespace, providers, signal, concurrency: flags.concurrency });
  const options: PlanOptions = {
    providers,
    ...(flags.namespaceMap === undefined ? {} : { namespaceMap: flags.namespaceMap }),
    ...(flags.cluster === undefined ? {} : { clusters: flags.cluster }),
    ...(flags.shard === undefined ? {} : { shard: flags.shard }),
    ...(flags.sharedOnly === undefined ? {} : { sharedOnly: flags.sharedOnly }),
    ...(flags.status === undefined ? {} : { status: flags.status }),
    ...(flags.keepInSource === undefined ? {} : { keepInSource: keptKinds(flags.keepInSource, snapshot) }),
    ...(flags.conflicts === undefined ? {} : { conflicts: flags.conflicts }),
  };
  const plan = await decideConflicts({ flags, library, providers, view }, { snapshot, target, signal }, options);
  signal.throwIfAborted();
  const summary = summarise(plan, target?.url);
  view.show({ type: 'planned', summary });
  view.show({ type: 'course', course: courseOf(plan) });
  return { source, target, snapshot, plan, summary };
}

/** The plan, made anew with what the user wants done about what the target has already. */
async function decideConflicts(
  { flags, library, providers, view }: Pick<Session<SurveyFlags>, 'flags' | 'library' | 'providers' | 'view'>,
  { snapshot, target, signal }: Pick<Survey, 'snapshot' | 'target'> & { readonly signal: AbortSignal },
  options: PlanOptions,
): Promise<Plan> {
  const plan = library.planMove(snapshot, options);
  const { onConflict = 'fail', concurrency } = flags;
  if (onConflict === 'fail' || target === undefined) return plan;
  view.show({ type: 'working', step: `Looking what of it is in ${target.url} already` });
  const found = await library.findConflicts(plan, snapshot, { target, providers, signal, concurrency });
  const conflicts = library.resolveConflicts(found, onConflict);
  return conflicts.length === 0 ? plan : library.planMove(snapshot, { ...options, conflicts });
}

/** The kinds that a user names by their resources. Raises UsageError for one that takes no part in the move. */
export function keptKinds(names: readonly string[], { types }: Snapshot): readonly { group: string; kind: string }[] {
  return names.map((name) => {
    const wanted = name.toLowerCase();
    const type = types.find(
      ({ group, kind, plural }) => wanted === `${plural}.${group}` || wanted === `${kind.toLowerCase()}.${group}`,
    );
    if (type !== undefined) return { group: type.group, kind: type.kind };
    throw new UsageError(`--keep-in-source: the source has no kind ${name} that takes part in a move`, {
      hint: 'Write the plural with its group, as kubectl api-resources shows it: baremetalhosts.metal3.io.',
    });
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
