import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type ApiServer, DiscoveryError, type KubeObject, type ResourceType, UsageError } from '@tsmove/move-core';
import type { SourceFlags } from '../../flags/clusters.ts';
import type { LeasePlace } from '../../flags/lease-places.ts';
import type { LeaseOriginFlags } from '../../flags/leases.ts';
import { type Session, sourceOf } from '../../session/session.ts';
import { listOf } from '../../view/words.ts';

/** A lease file, and where it was found. */
export interface ReadLeases {
  readonly text: string;
  readonly from: string;
  /** That of the pod that has the file, if it is in one. */
  readonly namespace?: string;
  /** The source, if it was asked. */
  readonly source: ApiServer | undefined;
}

const pods: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
  hasStatus: true,
};

/** Ironic's pod, as the manifests of the Baremetal Operator label it. */
const ironic = 'name=ironic';

/** Where images of Ironic keep leases: the directory can be chosen since version 38, and was another one before 29. */
const inPod = {
  containers: ['ironic-dnsmasq', 'dnsmasq'],
  paths: [
    '${CUSTOM_DATA_DIR:-/data}/dnsmasq/dnsmasq.leases',
    '/data/dnsmasq/dnsmasq.leases',
    '/var/lib/dnsmasq/dnsmasq.leases',
  ],
} as const;

/** Reads a lease file for a command that is connected to the source already. */
export function readLeasesOf(session: Session<LeaseOriginFlags>, source: ApiServer): Promise<Found> {
  const { flags, interrupts } = session;
  const { leasesFrom } = flags;
  if (leasesFrom?.type === 'file') return readPath(session, leasesFrom.path);
  return readIn(session, source, leasesFrom, interrupts.signal);
}

/** Reads a lease file from where the flags say. Raises DiscoveryError or UsageError if there is none. */
export async function readLeases(session: Session<LeaseOriginFlags & SourceFlags>): Promise<ReadLeases> {
  const { flags, deadline, interrupts, view } = session;
  const { leasesFrom } = flags;
  if (leasesFrom?.type === 'file') return { ...(await readPath(session, leasesFrom.path)), source: undefined };
  return deadline.limit(interrupts.signal, async (signal) => {
    const source = await session.connect('source', sourceOf(flags));
    view.show({ type: 'working', step: `Reading leases in ${source.url}` });
    return { ...(await readIn(session, source, leasesFrom, signal)), source };
  });
}

type Found = Omit<ReadLeases, 'source'>;

/** Reads the lease file of the dnsmasq that runs in a namespace. */
export function readLeasesInPod(
  { library, interrupts }: Session<unknown>,
  server: ApiServer,
  namespace: string,
): Promise<Found> {
  return library.readFileInPod(server, { namespace, ...inPod }, interrupts.signal);
}

async function readIn(
  { library }: Session<unknown>,
  source: ApiServer,
  where: Exclude<LeasePlace, { readonly type: 'file' }> | undefined,
  signal: AbortSignal,
): Promise<Found> {
  switch (where?.type) {
    case 'configmap': {
      const { place } = where;
      const { namespace, name, key } = place;
      const text = await library.readText(source, place, signal);
      if (text !== undefined) return { text, from: `ConfigMap ${namespace}/${name}, ${key}` };
      throw new DiscoveryError(`${source.label} has no ConfigMap ${namespace}/${name} with the key ${key}`, {
        code: 'leases-missing',
        hint: 'Name another place with --leases-from.',
      });
    }
    case 'exec': {
      const { namespace, pod } = where;
      return library.readFileInPod(source, { namespace, ...(pod === undefined ? {} : { pod }), ...inPod }, signal);
    }
    case undefined: {
      const namespace = await namespaceOfIronic(source, signal);
      return library.readFileInPod(source, { namespace, labelSelector: ironic, ...inPod }, signal);
    }
  }
}

/** Where the user has not said where: in the only namespace that has Ironic's pod. */
async function namespaceOfIronic(source: ApiServer, signal: AbortSignal): Promise<string> {
  const found = await source.list(pods, { labelSelector: ironic, signal });
  const namespaces = [...new Set(found.map(({ metadata }: KubeObject) => metadata.namespace ?? ''))].toSorted();
  const [first, second] = namespaces;
  if (first !== undefined && second === undefined) return first;
  throw new DiscoveryError(
    first === undefined
      ? `${source.label} has no pod with the label ${ironic}`
      : `${source.label} has pods with the label ${ironic} in ${listOf(namespaces)}`,
    {
      code: 'leases-missing',
      hint: 'Say where the leases are: --leases-from exec:NAMESPACE, configmap:NAMESPACE/NAME or file:PATH.',
    },
  );
}

async function readPath({ context }: Session<unknown>, path: string): Promise<Found> {
  try {
    return { text: await readFile(resolve(path.replace(/^~(?=\/)/, context.homeDir)), 'utf8'), from: path };
  } catch (cause) {
    throw new UsageError(`--leases-from file:${path}: the file cannot be read`, { code: 'leases-missing', cause });
  }
}
