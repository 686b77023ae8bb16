import type { ResourceType } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { variableName } from '../flags/names.ts';
import { fromHome, readContexts } from './kubeconfig.ts';

/** A cluster has to answer within this time: whoever has pressed the key waits for it. */
const patienceMs = 1_500;
/** More than these nobody reads. */
const most = 500;

const namespaces: ResourceType = kind('', 'v1', 'Namespace', 'namespaces', false);
const clusters: ResourceType = kind('cluster.x-k8s.io', 'v1beta2', 'Cluster', 'clusters', true);

function kind(group: string, version: string, name: string, plural: string, namespaced: boolean): ResourceType {
  return { group, version, kind: name, plural, namespaced, hasStatus: true };
}

/** Namespaces of the source that begin with `partial`; none if the source does not tell in time. */
export function completeNamespaces(context: CliContext, partial: string): Promise<readonly string[]> {
  return namesOf(context, namespaces, undefined, partial);
}

/** Clusters of the namespace that is named on the line, likewise. */
export function completeClusters(context: CliContext, partial: string): Promise<readonly string[]> {
  return namesOf(context, clusters, variable(context, 'namespace'), partial);
}

/**
 * Asks the source, with credentials that lie ready in its kubeconfig. A plugin for credentials is not run: it may open a
 * browser, or ask for a code, and a key that is pressed for help must not log anybody in.
 */
async function namesOf(
  context: CliContext,
  type: ResourceType,
  namespace: string | undefined,
  partial: string,
): Promise<readonly string[]> {
  try {
    const contexts = await readContexts(context, 'source');
    const wanted = variable(context, 'kubeconfigContext') ?? contexts.current;
    if (wanted === undefined || !contexts.hasCredentials(wanted)) return [];
    const library = await context.library();
    const signal = AbortSignal.timeout(patienceMs);
    const kubeconfig = variable(context, 'kubeconfig');
    await using server = await library.connect({
      label: 'source',
      env: context.process.env,
      homeDir: context.homeDir,
      interactive: false,
      context: wanted,
      hideApiWarnings: 'all',
      ...(kubeconfig === undefined ? {} : { kubeconfig: fromHome(kubeconfig, context.homeDir) }),
    });
    const where = type.namespaced ? (namespace ?? server.contextNamespace ?? 'default') : undefined;
    const found = await server.listMetadata(type, { namespace: where, limit: most, signal, retryBudgetMs: 0 });
    return found
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.startsWith(partial))
      .toSorted()
      .slice(0, most);
  } catch {
    return []; // Completion stays silent about what it cannot ask.
  }
}

function variable({ process: { env } }: CliContext, flag: string): string | undefined {
  const value = env[variableName(flag)];
  return value === '' ? undefined : value;
}
