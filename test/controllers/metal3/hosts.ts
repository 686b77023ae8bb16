import type { KubeObject } from '../../support/api/api.ts';
import { watch } from '../../support/api/watch.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { create, pathIn, readAll } from '../bed/objects.ts';

/** A host as far as these tests look at it. */
export interface Host extends KubeObject {
  readonly status?: {
    readonly provisioning: { readonly state: string; readonly ID: string; readonly image?: { readonly url?: string } };
    readonly lastUpdated?: string;
  };
}

const image = {
  url: 'http://images.example/node.qcow2',
  checksum: 'http://images.example/sums',
  checksumType: 'sha256',
};

/** Draws hosts with their credentials; those in `images` are to be provisioned. */
export async function drawHosts(
  plane: ControlPlane,
  namespace: string,
  hosts: readonly { readonly name: string; readonly image: boolean }[],
): Promise<void> {
  await ensureNamespace(plane, namespace);
  for (const [number, { name, image: wanted }] of hosts.entries()) {
    await create(
      plane,
      namespace,
      { kind: 'Secret', metadata: { name: `${name}-bmc` }, stringData: { username: 'admin', password: 'password' } },
      {
        kind: 'BareMetalHost',
        metadata: { name },
        spec: {
          online: true,
          bootMACAddress: `00:5c:52:31:3a:0${number}`,
          bmc: { address: `ipmi://192.0.2.${number + 1}`, credentialsName: `${name}-bmc` },
          ...(wanted ? { image } : {}),
        },
      },
    );
  }
}

/** Waits until each host rests where it should: available, or provisioned where an image is wanted. */
export async function atRest(plane: ControlPlane, namespace: string): Promise<readonly Host[]> {
  let hosts: readonly Host[] = [];
  await until({ what: `the hosts of ${namespace} to be at rest`, timeout: 120_000, interval: 500 }, async () => {
    hosts = await readAll<Host>(plane, 'BareMetalHost', namespace);
    return hosts.every(
      ({ spec, status }) =>
        status?.provisioning.state ===
        ((spec as { image?: unknown }).image === undefined ? 'available' : 'provisioned'),
    );
  });
  return hosts;
}

/** The states that hosts went through, by name, from when this is called until `stop`. */
export interface HostHistory extends AsyncDisposable {
  readonly states: ReadonlyMap<string, readonly string[]>;
  stop(): Promise<void>;
}

/** Watches all hosts of a namespace, so that no state in between is missed. `gone` is a state. */
export async function historyOfHosts(plane: ControlPlane, namespace: string): Promise<HostHistory> {
  const states = new Map<string, string[]>();
  const api = plane.connectAs('admin', 'host-history');
  const watching = watch(api, await pathIn(plane, 'BareMetalHost', namespace), ({ type, object }) => {
    const seen = states.get(object.metadata.name) ?? [];
    states.set(object.metadata.name, seen);
    const { status, metadata } = object as Host;
    const deleting = metadata.deletionTimestamp === undefined ? '' : ' (being deleted)';
    const state = type === 'DELETED' ? 'gone' : `${status?.provisioning.state ?? 'no state'}${deleting}`;
    if (seen.at(-1) !== state) seen.push(state);
  });
  await watching.started;
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await watching.stop();
    await api.close();
  };
  return { states, stop: () => (stopping ??= stop()), [Symbol.asyncDispose]: () => (stopping ??= stop()) };
}
