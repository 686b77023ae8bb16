import { census, essence } from '../../support/census.ts';
import type { KubeObject } from '../../support/api/api.ts';
import { pathOf } from '../../support/api/discovery.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { identityNamespace } from '../bed/fleet.ts';

/** One side of a test: everything that is its, as the test bed's own client sees it, keyed `Kind.group/name`. */
export interface Portrait {
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** What R keeps of each, with its managers. */
  readonly essences: Readonly<Record<string, string>>;
}

/** The namespace's objects, the namespace itself, and the global identity with its Secret. */
export async function portraitOf(plane: ControlPlane, namespace: string): Promise<Portrait> {
  const identity = `${namespace}-identity`;
  const single = async (kind: string, name: string, inNamespace?: string): Promise<readonly [string, KubeObject][]> => {
    const resource = await plane.kinds.find(kind);
    const { status, body } = await plane.api.request('GET', pathOf(resource, inNamespace, name));
    return status === 200 ? [[`${kind} itself/${name}`, body as KubeObject]] : [];
  };
  const found = await Promise.all([
    census(plane, namespace),
    single('Namespace', namespace),
    single('GlobalIdentity', identity),
    single('Secret', identity, identityNamespace),
  ]);
  const objects = new Map(found.flatMap((some) => [...some]).filter(([, object]) => !isLeaving(object)));
  return {
    objects,
    essences: Object.fromEntries([...objects].map(([name, object]) => [name, essence(steady(object), withManagers)])),
  };
}

const withManagers = { managers: true } as const;

/** A namespace that was deleted takes seconds to be gone, with nothing left for anybody to see. */
function isLeaving({ kind, metadata }: KubeObject): boolean {
  return kind === 'Namespace' && metadata.deletionTimestamp !== undefined;
}

/**
 * Without what controllers change when a pause comes and goes: since when the topology has been reconciled, and in which
 * order the server lists managers, which is by time.
 */
function steady(object: KubeObject): KubeObject {
  const { managedFields = [] } = object.metadata;
  const text = (entry: unknown): string =>
    JSON.stringify(entry, (key, value: unknown) => (key === 'time' ? undefined : value));
  const steadied = { ...object, metadata: { ...object.metadata, managedFields: managedFields.toSorted(by(text)) } };
  const status = object['status'] as { readonly conditions?: readonly Condition[] } | undefined;
  if (status?.conditions === undefined) return steadied;
  const conditions = status.conditions
    .map((condition) => {
      const { lastTransitionTime: _since, ...rest } = condition;
      return condition.type === 'TopologyReconciled' ? rest : condition;
    })
    .toSorted(by(({ type }) => type));
  return { ...steadied, status: { ...status, conditions } };
}

interface Condition {
  readonly type: string;
  readonly lastTransitionTime?: string;
}

function by<T>(text: (item: T) => string): (one: T, other: T) => number {
  return (one, other) => (text(one) < text(other) ? -1 : 1);
}
