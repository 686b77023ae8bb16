import { kindsOf } from '../../api/discovery.ts';
import type { ControlPlaneOptions, Driver } from '../../control-plane/control-plane.ts';
import type { ManagementCluster } from '../../control-plane/management-cluster.ts';
import { connectByKubeconfig } from '../kubeconfig.ts';
import { bringKinds } from './bring-kinds.ts';

const variables: Readonly<Record<string, string>> = {
  source: 'TSMOVE_TEST_SOURCE_KUBECONFIG',
  target: 'TSMOVE_TEST_TARGET_KUBECONFIG',
};

/**
 * Two clusters that somebody has already. Nothing is started and nothing ended: kinds that are missing are brought in, and
 * taken out again. Whoever uses them writes into namespaces of its own, and lets no controller act on what is in them.
 */
export const existingDriver: Driver<ManagementCluster> = { name: 'existing', start };

async function start({ name = 'source', install = [] }: ControlPlaneOptions): Promise<ManagementCluster> {
  const variable = variables[name];
  if (variable === undefined) throw new Error(`there are two existing clusters, source and target, and no ${name}`);
  if (process.env['TSMOVE_TEST_EXISTING'] !== 'allow') {
    throw new Error(
      'the driver `existing` writes into clusters that somebody uses: it creates namespaces whose names begin with ' +
        'tsmove-test-, Clusters that are paused in them, and kinds that are missing, and removes all of that. ' +
        'TSMOVE_TEST_EXISTING=allow says that it may.',
    );
  }
  const kubeconfig = process.env[variable];
  if (kubeconfig === undefined || kubeconfig === '')
    throw new Error(`the driver \`existing\` wants the kubeconfig of the ${name} in ${variable}`);
  const api = await connectByKubeconfig(kubeconfig);
  const cluster = { name, kubeconfig, api, kinds: kindsOf(api) };
  let stopping: Promise<void> | undefined;
  const whole: ManagementCluster = {
    ...cluster,
    stop: () => (stopping ??= api.close()),
    [Symbol.asyncDispose]: () => whole.stop(),
  };
  try {
    const takeOut = await bringKinds(whole, install);
    const stop = async (): Promise<void> => {
      await takeOut();
      await api.close();
    };
    return { ...whole, stop: () => (stopping ??= stop()), [Symbol.asyncDispose]: () => (stopping ??= stop()) };
  } catch (error) {
    await whole.stop();
    throw error;
  }
}
