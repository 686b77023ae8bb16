import { defaults } from '../defaults.ts';
import { configMaps, leases, namespaces, secrets } from '../discover/core-types.ts';
import { ApiError, TransportError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { fieldManagerOf, marks } from '../model/marks.ts';
import { formatResource, type ResourceType } from '../model/resource-type.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';

const name = defaults.systemNamespace;

/** How long a look that is not needed in earnest is tried again, in ms. */
const lookBudgetMs = 5_000;

/**
 * Creates the namespace of the Leases. False if it is there already, perhaps on its way out. Raises ApiError with what
 * to do if creating it is not allowed.
 */
export async function createSystemNamespace(server: ApiServer, moveId: string, call: CallOptions): Promise<boolean> {
  const namespace: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'tsmove' },
      annotations: { [marks.madeByUs]: 'for the Leases and journals of moves; removed when the last of them is over' },
    },
  };
  try {
    await server.create(namespaces, namespace, { ...call, fieldManager: fieldManagerOf(moveId) });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') return false;
    if (error instanceof ApiError && error.status === 403) {
      const { status, reason, words } = error;
      throw new ApiError(`${server.label} lacks the namespace ${name}, and does not let us create it: ${words}`, {
        ...{ status, reason, words, cause: error },
        hint: `Create the namespace ${name} on both sides, or allow it.`,
      });
    }
    const isLost = (error instanceof ApiError || error instanceof TransportError) && error.outcomeUnknown;
    if (!isLost || (await read(server, {})) === undefined) throw error;
    return true;
  }
}

/**
 * True if what is in the namespace is about to be deleted along with it; false if that cannot be told, because a Lease
 * that goes is noticed all the same, only later.
 */
export async function isTerminating(server: ApiServer): Promise<boolean> {
  try {
    const namespace = await read(server, { urgent: true, retryBudgetMs: lookBudgetMs });
    return namespace?.metadata.deletionTimestamp !== undefined;
  } catch (error) {
    if (error instanceof ApiError || error instanceof TransportError) return false;
    throw error;
  }
}

function read(server: ApiServer, call: CallOptions): Promise<KubeObject | undefined> {
  return server.get(namespaces, { name }, call);
}

function builtIn(group: string, kind: string, plural: string): ResourceType {
  return { group, version: 'v1', kind, plural, namespaced: true, hasStatus: false };
}

/** What may be in the namespace: Leases and journals of other moves, and what an administrator may have put there. */
const kept: readonly ResourceType[] = [
  leases,
  secrets,
  configMaps,
  builtIn('', 'ServiceAccount', 'serviceaccounts'),
  builtIn('rbac.authorization.k8s.io', 'Role', 'roles'),
  builtIn('rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings'),
];

/** What Kubernetes itself puts into every namespace. */
const native: ReadonlySet<string> = new Set(['configmaps/kube-root-ca.crt', 'serviceaccounts/default']);

/**
 * Removes the namespace if tsmove has made it and nothing else is in it. Never raises: a namespace that stays because
 * it is in use, or because we may not look or delete, does no harm. A move that begins in between notices that its
 * Lease goes along, and places it anew.
 */
export async function removeSystemNamespace(server: ApiServer, call: CallOptions): Promise<void> {
  try {
    // First the version, then the look inside: whoever marks or changes the namespace after the look stops the deletion.
    const namespace = await read(server, call);
    const { annotations = {}, uid, resourceVersion, deletionTimestamp } = namespace?.metadata ?? {};
    if (annotations[marks.madeByUs] === undefined || deletionTimestamp !== undefined) return;
    if (uid === undefined || resourceVersion === undefined || !(await isEmpty(server, call))) return;
    await server.delete(namespaces, { name }, { uid, resourceVersion }, call);
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof TransportError)) throw error;
  }
}

/** Leases are looked at last: they are what a move that begins now writes first. */
async function isEmpty(server: ApiServer, call: CallOptions): Promise<boolean> {
  for (const type of kept.toReversed()) {
    const there = await server.listMetadata(type, { namespace: name, ...call });
    if (there.some(({ metadata }) => !native.has(`${formatResource(type)}/${metadata.name}`))) return false;
  }
  return true;
}
