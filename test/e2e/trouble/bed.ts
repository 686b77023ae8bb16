import {
  connect,
  createMemoryJournalStore,
  defaults,
  resumeMove,
  rollbackMove,
  type ApiServer,
  type JournalStore,
  type MoveEvent,
  type MoveReport,
  type RollbackOptions,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { startPair, type Pair, type StartOptions } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { runMove, type RunOptions, type RunOutcome } from '../move/run.ts';

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
  return pair;
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

export async function begin(pair: Pair, options: RunOptions): Promise<Begun> {
  const { journal = createMemoryJournalStore(), ...rest } = options;
  return { ...(await runMove(pair, { ...rest, journal })), journal };
}

export interface GoOnOptions extends Partial<Omit<RollbackOptions, 'source' | 'target' | 'providers' | 'journal'>> {
  readonly wrap?: (server: ApiServer) => ApiServer;
  /** Gives no target at all, as one that is gone for good. */
  readonly withoutTarget?: boolean;
  /** Source and target as whoever goes on gives them; default: the right ones. */
  readonly sides?: Pick<Pair, 'source' | 'target'>;
}

/** Goes on with a move as another process would; a failure is part of the outcome. */
export async function goOn(
  pair: Pair,
  how: 'resume' | 'rollback',
  { moveId, journal }: Pick<Begun, 'moveId' | 'journal'>,
  options: GoOnOptions = {},
): Promise<Outcome> {
  const { wrap = (server: ApiServer): ApiServer => server, withoutTarget = false, sides = pair, ...rest } = options;
  await using source = await connect({ kubeconfig: sides.source.kubeconfig, label: 'source', retryBudgetMs: 5_000 });
  await using target = await connect({ kubeconfig: sides.target.kubeconfig, label: 'target', retryBudgetMs: 5_000 });
  const common = { ...rest, source: wrap(source), providers, journal };
  const run =
    how === 'resume'
      ? resumeMove(moveId, { ...common, target: wrap(target) })
      : rollbackMove(moveId, { ...common, ...(withoutTarget ? {} : { target: wrap(target) }) });
  const events: MoveEvent[] = [];
  for await (const event of run) events.push(event);
  return await run.result.then(
    (report) => ({ events, report, error: undefined }),
    (error: unknown) => ({ events, report: undefined, error }),
  );
}

/** The report of what must have gone well; otherwise its error. */
export function requireReport({ report, error }: Outcome): MoveReport {
  if (report === undefined) throw error;
  return report;
}
