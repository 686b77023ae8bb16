import {
  createMemoryJournalStore,
  defaults,
  discover,
  findConflicts,
  planMove,
  resolveConflicts,
  resumeMove,
  rollbackMove,
  startMove,
  type ApiServer,
  type ConflictChoice,
  type JournalStore,
  type MoveEvent,
  type MoveReport,
  type MoveRun,
  type RollbackOptions,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { startPair, type Pair, type StartOptions } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import type { RunOptions, RunOutcome } from '../move/run.ts';
import { closeConnections, connectionsTo } from './connections.ts';

/**
 * A pair for many namespaces. The namespace of the Leases is there from the start: it is nobody's to remove then, and
 * no move has to wait until the one of the move before it is gone.
 */
export async function startBed(options: Omit<StartOptions, 'name'> = {}): Promise<Pair> {
  const pair = await startPair({ crds: 'all', ...options });
  await Promise.all(
    pair.both.map(async (plane) => {
      await installInventory(plane);
      await ensureNamespace(plane, defaults.systemNamespace);
    }),
  );
  const stop = async (): Promise<void> => {
    await closeConnections();
    await pair.stop();
  };
  return { ...pair, stop, [Symbol.asyncDispose]: stop };
}

/** A small Cluster with a finalizer on most of what controllers look after. */
export const fleet = `
  Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m
  Cluster/a > DockerCluster/a
  Machine/m > DockerMachine/m
  Secret/a-ca
`;

export const fleetDetails = {
  'Cluster/a': { finalizers: ['cluster.cluster.x-k8s.io'], annotations: { mine: 'kept' } },
  'KubeadmControlPlane/a': { finalizers: ['kubeadm.controlplane.cluster.x-k8s.io'] },
  'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] },
  'DockerMachine/m': { finalizers: ['dockermachine.infrastructure.cluster.x-k8s.io'] },
} as const;

export interface Outcome {
  readonly events: readonly MoveEvent[];
  readonly report: MoveReport | undefined;
  readonly error: unknown;
}

/** A move whose journal outlasts its run, so that it can be gone on with. */
export interface Begun extends RunOutcome {
  readonly journal: JournalStore;
}

export interface BeginOptions extends RunOptions {
  /** How long a request is tried again, in ms, where the move itself does not say. */
  readonly retryBudgetMs?: number;
  /** What is done about all that the target has already; default: nothing. */
  readonly onConflict?: ConflictChoice;
}

/** Moves a namespace; a failure is part of the outcome. */
export async function begin(pair: Pick<Pair, 'source' | 'target'>, options: BeginOptions): Promise<Begun> {
  const { namespace, clusters, status, wrap = same, onEvent, retryBudgetMs, onConflict, ...rest } = options;
  const { journal = createMemoryJournalStore(), ...settings } = rest;
  const connections = await connectionsTo(pair, retryBudgetMs);
  const [source, target] = [wrap(connections.source), wrap(connections.target)];
  const snapshot = await discover(source, { namespace, providers });
  const planOptions = {
    providers,
    ...(clusters === undefined ? {} : { clusters }),
    ...(status === undefined ? {} : { status }),
  };
  const found = planMove(snapshot, planOptions);
  const conflicts =
    onConflict === undefined
      ? []
      : resolveConflicts(await findConflicts(found, snapshot, { target, providers }), onConflict);
  const plan = conflicts.length === 0 ? found : planMove(snapshot, { ...planOptions, conflicts });
  const run = startMove(plan, { ...settings, source, target, providers, snapshot, journal });
  return { plan, moveId: run.moveId, journal, ...(await outcomeOf(run, onEvent)) };
}

export interface GoOnOptions extends Partial<Omit<RollbackOptions, 'source' | 'target' | 'providers' | 'journal'>> {
  readonly wrap?: (server: ApiServer) => ApiServer;
  /** Gives no target at all, as one that is gone for good. */
  readonly withoutTarget?: boolean;
  /** Source and target as whoever goes on gives them; default: the right ones. */
  readonly sides?: Pick<Pair, 'source' | 'target'>;
  readonly retryBudgetMs?: number;
}

/** Goes on with a move as another process would; a failure is part of the outcome. */
export async function goOn(
  pair: Pair,
  how: 'resume' | 'rollback',
  { moveId, journal }: Pick<Begun, 'moveId' | 'journal'>,
  options: GoOnOptions = {},
): Promise<Outcome> {
  const { wrap = same, withoutTarget = false, sides = pair, retryBudgetMs, ...rest } = options;
  const connections = await connectionsTo(sides, retryBudgetMs);
  const common = { ...rest, source: wrap(connections.source), providers, journal };
  const target = wrap(connections.target);
  const run =
    how === 'resume'
      ? resumeMove(moveId, { ...common, target })
      : rollbackMove(moveId, { ...common, ...(withoutTarget ? {} : { target }) });
  return outcomeOf(run);
}

async function outcomeOf(run: MoveRun, onEvent?: (event: MoveEvent) => void): Promise<Outcome> {
  const events: MoveEvent[] = [];
  for await (const event of run) {
    events.push(event);
    onEvent?.(event);
  }
  return await run.result.then(
    (report) => ({ events, report, error: undefined }),
    (error: unknown) => ({ events, report: undefined, error }),
  );
}

function same(server: ApiServer): ApiServer {
  return server;
}

/** The report of what must have gone well; otherwise its error. */
export function requireReport({ report, error }: Outcome): MoveReport {
  if (report === undefined) throw error;
  return report;
}
