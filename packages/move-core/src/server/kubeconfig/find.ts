import { KubeconfigError } from '../../errors.ts';
import type { Environment } from '../environment.ts';
import { inClusterSelection } from './in-cluster.ts';
import { defaultKubeconfigFiles, loadKubeconfigFile, loadKubeconfigList } from './load.ts';
import { selectContext } from './select.ts';
import type { Selection } from './types.ts';

/**
 * Finds the context to use by kubectl's rules: a named file is the only one; otherwise the KUBECONFIG list or
 * `~/.kube/config`; otherwise the pod's own cluster. Raises KubeconfigError.
 */
export async function findContext(
  wanted: { readonly kubeconfig?: string | undefined; readonly context?: string | undefined },
  environment: Environment,
  serviceAccount?: string,
): Promise<Selection> {
  const { kubeconfig, context } = wanted;
  if (kubeconfig !== undefined && kubeconfig !== '')
    return selectContext(await loadKubeconfigFile(kubeconfig), context);

  const files = defaultKubeconfigFiles(environment);
  const config = await loadKubeconfigList(files);
  if (config.files.length > 0 && (context ?? config.currentContext) !== undefined)
    return selectContext(config, context);

  const looked = files.join(', ');
  if (context !== undefined)
    throw new KubeconfigError(`there is no context ${context}: none of these kubeconfig files exists: ${looked}`);
  const pod = await inClusterSelection(environment, serviceAccount);
  if (typeof pod !== 'string') return pod;
  const why = config.files.length === 0 ? 'does not exist' : 'has no current-context';
  throw new KubeconfigError(`no cluster to talk to: kubeconfig ${looked} ${why}, and ${pod}`, {
    hint: 'name a kubeconfig file, set KUBECONFIG, or choose a context',
  });
}
