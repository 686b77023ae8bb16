import { connect, defaults, type ApiServer } from '@tsmove/move-core';
import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { bindingMaker } from '../../support/stand-ins/binding-maker.ts';
import { deletionAlarm, type DeletionAlarm } from '../../support/stand-ins/deletion-alarm.ts';
import { finalizerKeeper } from '../../support/stand-ins/finalizer-keeper.ts';
import { pauseAcknowledger } from '../../support/stand-ins/pause-acknowledger.ts';
import { auditHoldable } from './audit-policy.ts';
import { readAuditOf, type AuditReader } from './audit-reader.ts';

export interface Side {
  readonly plane: ControlPlane;
  /** The product's own connection, shared by all tests. */
  readonly server: ApiServer;
  readonly audit: AuditReader;
  readonly alarms: DeletionAlarm;
}

/** A pair of management clusters in which processes die: with controllers on both sides, and everything written down. */
export interface Bed extends AsyncDisposable {
  readonly pair: Pair;
  readonly source: Side;
  readonly target: Side;
}

/** Kinds whose controllers never ensure a finalizer again: what a move takes off these and does not give back is lost. */
const forgetful: ReadonlySet<string> = new Set(['DockerMachine', 'MachineSet', 'KubeadmControlPlane']);

/**
 * Starts a pair with all stand-ins on both sides. The namespace of the Leases is there from the start: it is nobody's
 * to remove then, and making and removing it for every test would take seconds each time.
 */
export async function startBed(): Promise<Bed> {
  await using policy = await auditHoldable();
  const pair = await startPair({
    crds: 'all',
    audit: true,
    apiserverFlags: policy.apiserverFlags,
    beforeControllers: async (plane) => {
      await defineCrd(plane, {
        group: 'infrastructure.cluster.x-k8s.io',
        kind: 'GlobalIdentity',
        plural: 'globalidentities',
        scope: 'Cluster',
        labels: { 'clusterctl.cluster.x-k8s.io': '', 'clusterctl.cluster.x-k8s.io/move-hierarchy': '' },
      });
    },
  });
  const ends: AsyncDisposable[] = [];
  const end = async (): Promise<void> => {
    for (const one of ends.toReversed()) await one[Symbol.asyncDispose]();
    await pair.stop();
  };
  try {
    const [source, target] = [await furnish(pair.source, ends), await furnish(pair.target, ends)];
    return { pair, source, target, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** What ends before the plane does goes to `ends`. */
async function furnish(plane: ControlPlane, ends: AsyncDisposable[]): Promise<Side> {
  await installInventory(plane);
  await ensureNamespace(plane, defaults.systemNamespace);
  const alarms = await deletionAlarm(plane);
  ends.push(alarms);
  ends.push(await finalizerKeeper(plane, { delay: 3, except: ({ kind }: KubeObject) => forgetful.has(kind) }));
  ends.push(await bindingMaker(plane), await pauseAcknowledger(plane));
  const { kubeconfig, name: label } = plane;
  const server = await connect({ kubeconfig, label, retryBudgetMs: 5_000, concurrency: 64 });
  ends.push(server);
  return { plane, server, audit: readAuditOf(plane), alarms };
}
