import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { until } from '../../support/processes/until.ts';
import { create, pathIn, readAll } from '../bed/objects.ts';

const infrastructure = 'infrastructure.cluster.x-k8s.io';

/**
 * Draws a Cluster with Metal3 machines that take their data and addresses from templates and pools: one pool names the
 * Cluster, the other nobody. A claim that comes first and goes again sees to it that no address is the one that a pool
 * would give out next if it forgot.
 */
export async function drawMachines(plane: ControlPlane, namespace: string, names: readonly string[]): Promise<void> {
  const pools = [
    { name: 'own', spec: { clusterName: 'c', ...range('10.1.0') } },
    { name: 'nobodys', spec: range('10.2.0') },
  ];
  await create(
    plane,
    namespace,
    {
      kind: 'Cluster',
      metadata: { name: 'c' },
      spec: {
        controlPlaneEndpoint: { host: '192.0.2.100', port: 6443 },
        infrastructureRef: { apiGroup: infrastructure, kind: 'Metal3Cluster', name: 'c' },
      },
    },
    {
      kind: 'Metal3Cluster',
      metadata: { name: 'c', labels: { 'cluster.x-k8s.io/cluster-name': 'c' } },
      spec: { controlPlaneEndpoint: { host: '192.0.2.100', port: 6443 } },
    },
    {
      kind: 'Metal3DataTemplate',
      metadata: { name: 'data' },
      spec: {
        clusterName: 'c',
        metaData: {
          ipAddressesFromPool: pools.map(({ name }) => ({
            key: name,
            apiGroup: 'ipam.metal3.io',
            kind: 'IPPool',
            name,
          })),
        },
      },
    },
  );
  // A pool whose Cluster is not there yet gives out nothing, and looks again only after half a minute.
  for (const { name, spec } of pools) {
    await create(
      plane,
      namespace,
      { kind: 'IPPool', metadata: { name }, spec: { namePrefix: name, ...spec } },
      { kind: 'IPClaim', metadata: { name: `first-${name}` }, spec: { pool: { name } } },
    );
  }
  for (const pool of ['own', 'nobodys']) {
    await until({ what: `the first claim of ${pool}`, timeout: 30_000 }, async () => {
      const claims = await readAll(plane, 'IPClaim', namespace);
      return claims.some(({ metadata, status }) => metadata.name === `first-${pool}` && hasAddress(status));
    });
  }
  for (const name of names) {
    await create(
      plane,
      namespace,
      { kind: 'Secret', metadata: { name: `${name}-user-data` }, stringData: { value: '#cloud-config' } },
      {
        kind: 'Machine',
        metadata: { name },
        spec: {
          clusterName: 'c',
          version: 'v1.34.0',
          bootstrap: { dataSecretName: `${name}-user-data` },
          infrastructureRef: { apiGroup: infrastructure, kind: 'Metal3Machine', name },
        },
      },
      {
        kind: 'Metal3Machine',
        metadata: { name, labels: { 'cluster.x-k8s.io/cluster-name': 'c' } },
        spec: {
          image: {
            url: 'http://images.example/node.qcow2',
            checksum: 'http://images.example/sums',
            checksumType: 'sha256',
            diskFormat: 'qcow2',
          },
          dataTemplate: { name: 'data' },
        },
      },
    );
  }
  await until({ what: 'every machine to have addresses', timeout: 90_000, interval: 500 }, async () => {
    const given = await allocationsOf(plane, namespace);
    return (
      Object.keys(given.addresses).length === 2 * names.length + 2 && Object.keys(given.data).length === names.length
    );
  });
  for (const pool of ['own', 'nobodys']) {
    await plane.api.request('DELETE', await pathIn(plane, 'IPClaim', namespace, `first-${pool}`));
  }
  await until({ what: 'the first claims to be gone', timeout: 30_000 }, async () => {
    const claims = await readAll(plane, 'IPClaim', namespace);
    return claims.length === 2 * names.length;
  });
}

function range(net: string): Readonly<Record<string, unknown>> {
  return { prefix: 24, gateway: `${net}.1`, pools: [{ start: `${net}.10`, end: `${net}.99` }] };
}

function hasAddress(status: unknown): boolean {
  return (status as { readonly address?: unknown } | undefined)?.address !== undefined;
}

/** Who has been given what. */
export interface Allocations {
  /** Address by the name of its claim. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Index by the name of the data. */
  readonly data: Readonly<Record<string, number>>;
  /** What the templates and pools themselves have on record. */
  readonly indexes: Readonly<Record<string, unknown>>;
  /** Host by the name of its machine. */
  readonly hosts: Readonly<Record<string, string>>;
}

interface Address extends KubeObject {
  readonly spec: { readonly address: string; readonly claim: { readonly name: string } };
}

interface Data extends KubeObject {
  readonly spec: { readonly index: number };
}

interface WithIndexes extends KubeObject {
  readonly status?: { readonly indexes?: unknown };
}

export async function allocationsOf(plane: ControlPlane, namespace: string): Promise<Allocations> {
  const [addresses, data, templates, pools, machines] = await Promise.all([
    readAll<Address>(plane, 'IPAddress.ipam.metal3.io', namespace),
    readAll<Data>(plane, 'Metal3Data', namespace),
    readAll<WithIndexes>(plane, 'Metal3DataTemplate', namespace),
    readAll<WithIndexes>(plane, 'IPPool', namespace),
    readAll(plane, 'Metal3Machine', namespace),
  ]);
  return {
    addresses: Object.fromEntries(addresses.map(({ spec }) => [spec.claim.name, spec.address])),
    data: Object.fromEntries(data.map(({ metadata, spec }) => [metadata.name, spec.index])),
    indexes: Object.fromEntries(
      [...templates, ...pools].map(({ metadata, status }) => [metadata.name, status?.indexes]),
    ),
    hosts: Object.fromEntries(
      machines.map(({ metadata }) => [metadata.name, metadata.annotations?.['metal3.io/BareMetalHost'] ?? '']),
    ),
  };
}
