import { discover } from '../discover/discover.ts';
import type { Snapshot } from '../discover/snapshot.ts';
import { compareObjects, compareStatus } from '../equality/compare-objects.ts';
import type { Difference } from '../equality/difference.ts';
import { DiscoveryError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareRefs, refKey, refOf, type ObjectRef } from '../model/object-ref.ts';
import { requireMap } from '../namespace-map/require-map.ts';
import { mappedTarget } from '../namespace-view/mapped-target.ts';
import { planMove } from '../plan/plan-move.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';

export interface CompareSidesOptions {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  readonly namespace: string;
  /** What the namespace is called in the target, if not the same. */
  readonly targetNamespace?: string | undefined;
  /** Only these Clusters and what belongs to them. */
  readonly clusters?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Requests at once to each side. */
  readonly concurrency?: number | undefined;
}

/** An object of either side, and how the other side has it. */
export interface ComparedObject {
  readonly ref: ObjectRef;
  readonly state: 'equal' | 'differs' | 'only-in-source' | 'only-in-target';
  /** For `differs`: where, and never what: objects hold keys. `added` is what only the target has. */
  readonly differences: readonly Difference[];
}

/** Sorted by reference. */
export type Comparison = readonly ComparedObject[];

/**
 * Compares what a move would take along on both sides, object by object, by equality R (contract 1): what servers set
 * does not count, owners count by what they are and not by their UIDs. A namespace that one side does not have is empty
 * there. Both sides are only read.
 *
 * Raises DiscoveryError as discovery does, also if neither side has the namespace; ApiError and TransportError as they
 * come.
 */
export async function compareSides(options: CompareSidesOptions): Promise<Comparison> {
  const { namespace, targetNamespace } = options;
  if (targetNamespace !== undefined) requireMap({ from: namespace, to: targetNamespace });
  const scope = { namespace, ...(targetNamespace === undefined ? {} : { targetNamespace }) };
  const seen = mappedTarget(options.target, scope, options.providers);
  const [source, target] = await Promise.all([read(options.source, options), read(seen, options)]);
  if (source === undefined && target === undefined) {
    throw new DiscoveryError(`neither side has a namespace ${options.namespace}`, {
      code: 'namespace-not-found',
      hint: 'Name the namespace of the Clusters, or check that the kubeconfigs and contexts are the intended ones.',
    });
  }
  return compareContents(takenAlong(source, options), takenAlong(target, options));
}

/** Undefined: there is no such namespace. */
async function read(server: ApiServer, options: CompareSidesOptions): Promise<Snapshot | undefined> {
  const { namespace, providers, signal, concurrency } = options;
  try {
    return await discover(server, { namespace, providers, signal, concurrency });
  } catch (error) {
    if (error instanceof DiscoveryError && error.code === 'namespace-not-found') return undefined;
    throw error;
  }
}

/** Everything that is there, of which a move would take some. */
interface Side {
  readonly all: readonly KubeObject[];
  readonly taken: readonly KubeObject[];
}

function takenAlong(snapshot: Snapshot | undefined, { providers, clusters }: CompareSidesOptions): Side {
  if (snapshot === undefined) return { all: [], taken: [] };
  const { objects } = planMove(snapshot, { providers, ...(clusters === undefined ? {} : { clusters }) });
  const uids = new Set(objects.map(({ uid }) => uid));
  return { all: snapshot.objects, taken: snapshot.objects.filter(({ metadata: { uid = '' } }) => uids.has(uid)) };
}

/** Pure. What is taken along on one side is looked for among everything of the other. */
export function compareContents(source: Side, target: Side): Comparison {
  const here = byKey(source.all);
  const there = byKey(target.all);
  const keys = new Set([...source.taken, ...target.taken].map((object) => refKey(refOf(object))));
  const uidThere = new Map([...here].map(([key, { metadata }]) => [metadata.uid, there.get(key)?.metadata.uid]));
  return [...keys]
    .map((key): ComparedObject => compareOne(here.get(key), there.get(key), uidThere))
    .sort((a, b) => compareRefs(a.ref, b.ref));
}

function compareOne(
  before: KubeObject | undefined,
  after: KubeObject | undefined,
  uidThere: ReadonlyMap<string | undefined, string | undefined>,
): ComparedObject {
  if (before === undefined || after === undefined) {
    const object = before ?? after;
    if (object === undefined) throw new RangeError('an object that is on neither side');
    return { ref: refOf(object), state: before === undefined ? 'only-in-target' : 'only-in-source', differences: [] };
  }
  const ref = refOf(before);
  const differences = [
    ...compareObjects(withOwnersOfTarget(before, uidThere), after),
    ...compareStatus(ref, before.status, after.status),
  ];
  return { ref, state: differences.length === 0 ? 'equal' : 'differs', differences };
}

function withOwnersOfTarget(
  object: KubeObject,
  uidThere: ReadonlyMap<string | undefined, string | undefined>,
): KubeObject {
  const { ownerReferences } = object.metadata;
  if (ownerReferences === undefined) return object;
  const translated = ownerReferences.map((owner) => ({ ...owner, uid: uidThere.get(owner.uid) ?? owner.uid }));
  return { ...object, metadata: { ...object.metadata, ownerReferences: translated } };
}

function byKey(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  return new Map(objects.map((object) => [refKey(refOf(object)), object]));
}
