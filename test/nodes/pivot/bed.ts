import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileInPod } from '@tsmove/move-core';
import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { createObject } from '../../support/api/create-object.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { imageForProgram, imageForShell } from '../../support/node/images.ts';
import { wholeClusterDriver } from '../../support/node/whole-cluster.ts';
import { until } from '../../support/processes/until.ts';
import { connectionsTo } from '../../e2e/trouble/connections.ts';
import { shellImage } from '../../support/node/images.ts';
import { addressManager, hostOperator, ironic, ironicNamespace, releaseFor } from './release.ts';

/** Two whole clusters; in the source the managers run and dnsmasq has leases, in the target nothing runs. */
export interface PivotBed {
  readonly pair: Pair;
  /** The command line's flags for both sides, and what is wanted of a pivot. */
  readonly sides: readonly string[];
  readonly flags: readonly string[];
  /** The flags for the manifests of the target. */
  readonly components: readonly string[];
  /** The same, but the image of Ironic's pod is not there. */
  readonly componentsWithoutIronicsImage: readonly string[];
  stop(): Promise<void>;
}

/** All that is scaled down in the source, by the names of their pods' owners. */
export const ours = [hostOperator, addressManager, ironic] as const;

const far = Math.floor(Date.now() / 1000) + 86_400;

/** A line of dnsmasq's file. */
export function lease(hardware: string, address: string): string {
  return `${far} ${hardware} ${address} * *`;
}

export async function startPivotBed(): Promise<PivotBed> {
  const images = await Promise.all([
    imageForShell(),
    imageForProgram('baremetal-operator'),
    imageForProgram('metal3-ipam-manager'),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'tsmove-pivot-'));
  const pair = await startPair({ crds: 'all', driver: wholeClusterDriver(images) });
  try {
    const [inSource, forTarget] = await Promise.all([releaseFor(pair.source), releaseFor(pair.target)]);
    await apply(pair.source, inSource.objects);
    await untilPods(pair.source, allReady);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: forTarget.objects });
    await writeFile(join(directory, 'components.yaml'), list, { mode: 0o600 });
    const unknown = list.replaceAll(`"${shellImage}"`, '"localhost/unknown:1"');
    await writeFile(join(directory, 'without-image.yaml'), unknown, { mode: 0o600 });
  } catch (error) {
    await pair.stop();
    throw error;
  }
  const sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
  return {
    pair,
    sides,
    flags: [...sides, '--scale-down-source', '--leases'],
    components: ['--components', join(directory, 'components.yaml')],
    componentsWithoutIronicsImage: ['--components', join(directory, 'without-image.yaml')],
    async stop() {
      await pair.stop();
      await rm(directory, { recursive: true });
    },
  };
}

/** Creates objects in the order in which they stand; kinds that they define are awaited. */
async function apply(plane: ControlPlane, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await createObject(plane, object);
  await plane.kinds.all(true);
}

interface Pod extends KubeObject {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** The pods of our workloads as `name: ready` or `name: not ready`, without what is made up in their names. */
export async function podsIn({ api }: ControlPlane): Promise<readonly string[]> {
  const { items } = await api.call<KubeList>('GET', '/api/v1/pods');
  return (items as readonly Pod[])
    .map(({ metadata, status }) => {
      const owner = ours.find((name) => metadata.name.startsWith(name)) ?? metadata.name;
      const ready = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
      return `${owner}: ${ready ? 'ready' : 'not ready'}`;
    })
    .sort();
}

export const allReady: readonly string[] = [...ours].sort().map((name) => `${name}: ready`);

/** Waits until these are the pods, and returns them. */
export async function untilPods(plane: ControlPlane, wanted: readonly string[]): Promise<readonly string[]> {
  let seen: readonly string[] = [];
  await until({ what: `pods in the ${plane.name}`, timeout: 120_000, interval: 250 }, async () => {
    seen = await podsIn(plane);
    return seen.join() === wanted.join();
  }).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${seen.join(', ')}; ${(await complaints(plane)).join('; ')}`, { cause: error });
  });
  return seen;
}

async function complaints({ api }: ControlPlane): Promise<readonly string[]> {
  const { items } = await api.call<KubeList>('GET', '/api/v1/events');
  return items.filter((one) => one['type'] === 'Warning').map((one) => String(one['message']));
}

export async function ironicPod({ api }: ControlPlane): Promise<string> {
  const { items } = await api.call<KubeList>('GET', `/api/v1/namespaces/${ironicNamespace}/pods`);
  return items[0]?.metadata.name ?? '';
}

/** As if dnsmasq had given these out, and no others. */
export async function giveLeases(
  pair: Pair,
  leases: readonly string[],
  side: 'source' | 'target' = 'source',
): Promise<void> {
  const server = (await connectionsTo(pair))[side];
  const { exitCode, stderr } = await server.exec({
    namespace: ironicNamespace,
    pod: await ironicPod(pair[side]),
    container: 'ironic-dnsmasq',
    command: ['/bin/sh', '-c', `printf '%s\\n' '${leases.join('\n')}' > /data/dnsmasq/dnsmasq.leases`],
  });
  if (exitCode !== 0) throw new Error(`no leases: ${stderr}`);
}

/** The words of a workload's only pod. */
export async function logOf({ api }: ControlPlane, workload: string): Promise<string> {
  const { items } = await api.call<KubeList>('GET', '/api/v1/pods');
  const pod = items.find(({ metadata }) => metadata.name.startsWith(workload));
  const { namespace = '', name = '' } = pod?.metadata ?? {};
  return String((await api.request('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`)).body);
}

/** What dnsmasq of a side has in its file, and how many it found there when it started. */
export async function leasesIn(
  pair: Pair,
  side: 'source' | 'target',
): Promise<{ readonly leases: readonly string[]; readonly foundAtStart: number }> {
  const server = (await connectionsTo(pair))[side];
  const read = async (name: string): Promise<string> => {
    const path = `/data/dnsmasq/${name}`;
    const file = { namespace: ironicNamespace, containers: ['ironic-dnsmasq'], paths: [path] };
    return (await readFileInPod(server, file)).text.trim();
  };
  return { leases: (await read('dnsmasq.leases')).split('\n'), foundAtStart: Number(await read('loaded')) };
}
