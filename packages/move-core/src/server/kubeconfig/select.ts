import { KubeconfigError } from '../../errors.ts';
import { kubeconfigError } from './fields.ts';
import type { Kubeconfig, Selection } from './types.ts';

/**
 * The named context, or the current one, with its cluster and user. Raises KubeconfigError if any of them is missing;
 * the message names the context, the files and the contexts that there are.
 */
export function selectContext(config: Kubeconfig, wanted: string | undefined): Selection {
  const files = config.files.join(', ');
  const name = wanted ?? config.currentContext;
  const known = config.contexts.map((one) => one.name).join(', ');
  const choice = known === '' ? 'it has no contexts' : `contexts there are: ${known}`;
  if (name === undefined) {
    throw new KubeconfigError(`kubeconfig ${files} has no current-context`, {
      hint:
        known === ''
          ? 'the file holds no contexts: see that it is the right one'
          : `name one with the context option; ${choice}`,
    });
  }
  const context = config.contexts.find((one) => one.name === name);
  if (context === undefined) throw new KubeconfigError(`kubeconfig ${files} has no context ${name}; ${choice}`);
  const cluster = config.clusters.find((one) => one.name === context.cluster);
  if (cluster === undefined)
    throw kubeconfigError(context.place, `of context ${name} names the cluster ${context.cluster}, which is not there`);
  const user = config.users.find((one) => one.name === context.user);
  if (user === undefined && context.user !== undefined) {
    throw kubeconfigError(context.place, `of context ${name} names the user ${context.user}, which is not there`);
  }
  return { context, cluster, user };
}
