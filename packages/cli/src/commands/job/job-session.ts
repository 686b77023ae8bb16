import type { ApiServer, StartMoveOptions } from '@tsmove/move-core';
import { EndedEarly } from '../../errors/ended-early.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { JobRunFlags } from '../../flags/job.ts';
import type { MoveFlags } from '../../flags/move.ts';
import type { JobScope } from '../../job/open-moves.ts';
import { actorOf, type Pod } from '../../job/pod.ts';
import type { Reporter } from '../../job/reporter.ts';
import type { ShardStatus } from '../../job/status-map.ts';
import { paceOptions } from '../../session/pace.ts';
import { type Session, sourceOf, targetOf } from '../../session/session.ts';
import { type Survey, type SurveyFlags, surveySides } from '../../session/survey.ts';

export interface JobSurroundings {
  /** Undefined: it runs outside of a cluster. */
  readonly pod: Pod | undefined;
  readonly reporter: Reporter;
  /** What an earlier pod of this shard has told. */
  readonly before: ShardStatus | undefined;
}

/** Both sides, and the one that the pod is in. */
export interface JobSides {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly own: ApiServer;
}

/** The side of the pod is reached with its ServiceAccount, whatever else the environment holds. */
export async function openSides(session: Session<JobRunFlags>): Promise<JobSides> {
  const { flags } = session;
  if (flags.thisSide === 'target') {
    const target = await session.connect('target', targetOf(flags) ?? { kubeconfig: undefined, context: undefined });
    return { source: await session.connect('source', sourceOf(flags)), target, own: target };
  }
  const source = await session.connect('source', sourceOf(flags));
  const where = targetOf(flags);
  if (where === undefined) throw new Error('a move without a target');
  return { source, target: await session.connect('target', where), own: source };
}

/** How a move is signed. */
export type By = NonNullable<StartMoveOptions['by']>;

export function signature({ flags }: Session<JobRunFlags>, pod: Pod | undefined): By {
  return { ...paceOptions(flags).by, ...(pod === undefined ? {} : actorOf(pod)) };
}

/** The same session, as that of a move. */
export function asMove(session: Session<JobRunFlags>): Session<MoveFlags> {
  return { ...session, flags: { ...session.flags, ...unused } };
}

/** What `move` has besides: a Job keeps its journal in the clusters, asks nobody, and writes no files. */
const unused = {
  journal: 'cluster',
  journalDir: undefined,
  dryRun: undefined,
  yes: true,
  toDirectory: undefined,
  fromDirectory: undefined,
  backup: undefined,
  encryptTo: undefined,
  plain: undefined,
  // A pod that takes the place of this one goes on with one move, and not with several.
  clustersAtOnce: 1,
} as const;

/** Reads the source and plans, within the time limit. */
export function look(session: Session<SurveyFlags>, sides: JobSides): Promise<Survey> {
  return session.deadline.limit(session.interrupts.signal, (signal) => surveySides(session, sides, signal));
}

/**
 * A Cluster that is gone from the source, and was not taken away by a move of ours, must not pass for one that was. Each is
 * looked for in the target by its name: whoever may move it may do that, and need not be allowed to read more there.
 */
export async function requireArrived(
  { interrupts }: Pick<Session<MoveFlags>, 'interrupts'>,
  { target }: Pick<JobSides, 'target'>,
  {
    scope,
    missing,
    types,
  }: {
    readonly scope: Pick<JobScope, 'namespace' | 'targetNamespace'>;
    readonly missing: readonly string[];
    /** Of the source, which serves what it has moved. */
    readonly types: Survey['snapshot']['types'];
  },
): Promise<void> {
  const namespace = scope.targetNamespace ?? scope.namespace;
  const type = types.find(({ group, kind }) => group === 'cluster.x-k8s.io' && kind === 'Cluster');
  const found = await Promise.all(
    missing.map(async (name) =>
      type === undefined ? undefined : target.get(type, { namespace, name }, { signal: interrupts.signal }),
    ),
  );
  const lost = missing.filter((_name, at) => found[at] === undefined);
  if (lost.length === 0) return;
  throw new EndedEarly(
    `an earlier pod was about to move ${lost.map((name) => `Cluster/${name}`).join(', ')}, and neither side has them any more`,
    exitCodes.refused,
    'Look who has deleted them. Delete the status ConfigMap of the Job to begin anew without them.',
  );
}

/** Names of the Clusters of a namespace. */
export function clustersIn(objects: Survey['snapshot']['objects'], namespace: string): readonly string[] {
  return objects
    .filter(
      ({ kind, apiVersion, metadata }) =>
        kind === 'Cluster' && apiVersion.startsWith('cluster.x-k8s.io/') && metadata.namespace === namespace,
    )
    .map(({ metadata }) => metadata.name);
}

/** The Clusters that a plan moves. */
export function movingClusters({ plan }: Pick<Survey, 'plan'>): readonly string[] {
  return plan.objects
    .filter(({ ref, fate }) => ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' && fate === 'move')
    .map(({ ref }) => ref.name);
}
