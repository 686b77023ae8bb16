import { ApiError, type ApiServer, KubeconfigError, type KubeObject, type ResourceType } from '@tsmove/move-core';
import type { SourceFlags } from '../../flags/clusters.ts';
import { type Session, sourceOf } from '../../session/session.ts';

/** Metal3's hosts of all namespaces, and what was found out about their hardware. */
export interface Hosts {
  readonly hosts: readonly KubeObject[];
  readonly hardware: readonly KubeObject[];
}

const metal3 = { group: 'metal3.io', version: 'v1alpha1', namespaced: true } as const;
const hostType: ResourceType = { ...metal3, kind: 'BareMetalHost', plural: 'baremetalhosts', hasStatus: true };
const hardwareType: ResourceType = { ...metal3, kind: 'HardwareData', plural: 'hardwaredata', hasStatus: false };

/**
 * The hosts of the source; none if it does not serve them. Undefined if they cannot be looked at, which is said: a file
 * of leases can be checked without a cluster, and hosts may be hidden from who may see leases.
 */
export async function readHosts(
  session: Session<SourceFlags>,
  opened: ApiServer | undefined,
): Promise<Hosts | undefined> {
  const { flags, deadline, interrupts, view } = session;
  try {
    return await deadline.limit(interrupts.signal, async (signal) => {
      const source = opened ?? (await session.connect('source', sourceOf(flags)));
      view.show({ type: 'working', step: `Reading hosts in ${source.url}` });
      const [hosts, hardware] = await Promise.all([
        source.list(hostType, { signal }),
        source.list(hardwareType, { signal }),
      ]);
      return { hosts, hardware };
    });
  } catch (error) {
    if (opened === undefined && error instanceof KubeconfigError && !namesCluster(flags)) {
      view.show({ type: 'note', level: 0, text: 'Leases are not compared with hosts, because no cluster is named' });
      return undefined;
    }
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    view.show({ type: 'problem', text: `leases are not compared with hosts: ${error.message}` });
    return undefined;
  }
}

function namesCluster({ kubeconfig, kubeconfigContext }: SourceFlags): boolean {
  return kubeconfig !== undefined || kubeconfigContext !== undefined;
}
