import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kindsOf } from '../../api/discovery.ts';
import { run } from '../../binaries/run.ts';
import type { ControlPlaneOptions, Driver } from '../../control-plane/control-plane.ts';
import type { ManagementCluster } from '../../control-plane/management-cluster.ts';
import { createCrds } from '../../crds/install.ts';
import { connectByKubeconfig } from '../kubeconfig.ts';

/** Clusters by the program `kind`, which needs a container engine and fetches an image of a node. */
export const kindDriver: Driver<ManagementCluster> = { name: 'kind', start };

async function start({ name = 'cluster', install = [] }: ControlPlaneOptions): Promise<ManagementCluster> {
  const id = `tsmove-test-${name}-${process.pid}`;
  const image = process.env['TSMOVE_TEST_KIND_IMAGE'];
  const directory = await mkdtemp(join(tmpdir(), `${id}-`));
  const kubeconfig = join(directory, 'kubeconfig');
  const end = async (): Promise<void> => {
    await kind(['delete', 'cluster', '--name', id, '--kubeconfig', kubeconfig]);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const how = ['--wait', '120s', ...(image === undefined ? [] : ['--image', image])];
    await kind(['create', 'cluster', '--name', id, '--kubeconfig', kubeconfig, ...how]);
    const api = await connectByKubeconfig(kubeconfig);
    let stopping: Promise<void> | undefined;
    const cluster: ManagementCluster = {
      name,
      kubeconfig,
      api,
      kinds: kindsOf(api),
      stop: () => (stopping ??= api.close().then(end)),
      [Symbol.asyncDispose]: () => cluster.stop(),
    };
    await createCrds(cluster, install);
    return cluster;
  } catch (error) {
    // What a failed start has left, kind itself finds by the name; that there is no kind was said already.
    await end().catch(() => undefined);
    throw error;
  }
}

async function kind(args: readonly string[]): Promise<void> {
  await run('kind', args).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      'the driver `kind` wants the program kind (https://kind.sigs.k8s.io) on the PATH, and a container engine',
      { cause: error },
    );
  });
}
