import type { DiscoveredType, Snapshot } from '../discover/snapshot.ts';
import { DiscoveryError } from '../errors.ts';
import type { KubeObject, OwnerReference } from '../model/kube-object.ts';
import { compareRefs, compareText, parseApiVersion, type ObjectRef } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { ruleFor, type EffectiveRule } from '../provider/rules.ts';
import type { Provider } from '../provider/types.ts';
import { flagsOf } from './flags.ts';
import type { ObjectNode } from './types.ts';
import { isUnusableUid, requireUsableUid } from './uid.ts';

/** A node under construction: tenants and cycles are only known once all edges are there. */
export type DraftNode = { -readonly [Field in keyof ObjectNode]: ObjectNode[Field] };

/** NodeMaker knows how to make nodes of a snapshot's objects and of ownerReferences. */
export interface NodeMaker {
  /** In the order of references. Raises DiscoveryError for an object without a usable UID or of an unknown kind. */
  discovered(objects: readonly KubeObject[]): readonly DraftNode[];
  /** In the order of references. */
  elsewhere(objects: readonly KubeObject[]): readonly DraftNode[];
  /** A node for an owner that is known from a dependent's reference alone. */
  virtual(reference: OwnerReference, dependent: KubeObject): DraftNode;
}

/** What a node does not have until its owners are known. */
const unowned = { globalHierarchy: false, tenants: new Set<string>() };
const passive = { ...unowned, root: false, forceMove: false };

export function createNodeMaker(
  snapshot: Pick<Snapshot, 'types' | 'owners'>,
  providers: readonly Provider[],
): NodeMaker {
  const factsOf = createKindFacts(snapshot.types, providers);
  return {
    discovered: (objects) =>
      inOrder(
        objects.map((object): DraftNode => {
          const { type, rule, version, group } = factsOf(object.apiVersion, object.kind);
          const { uid, name, namespace } = object.metadata;
          const ref = makeRef(group, version, object.kind, namespace, name);
          if (uid === undefined) throw new DiscoveryError('it was read without a UID', { ref, code: 'no-uid' });
          requireUsableUid(uid, ref, 'it');
          for (const owner of object.metadata.ownerReferences ?? []) requireUsableUid(owner.uid, ref, 'an owner');
          if (type === undefined) {
            throw new DiscoveryError('its kind was not discovered', { ref, code: 'unknown-kind' });
          }
          return { uid, ref, origin: 'discovered', object, type, rule, ...unowned, ...flagsOf(object, type, rule) };
        }),
      ),
    elsewhere: (objects) =>
      inOrder(
        objects.flatMap((object): DraftNode[] => {
          const { type, rule, version, group } = factsOf(object.apiVersion, object.kind);
          const { uid, name, namespace } = object.metadata;
          if (uid === undefined || isUnusableUid(uid)) return [];
          const ref = makeRef(group, version, object.kind, namespace, name);
          const node: DraftNode = {
            uid,
            ref,
            origin: 'elsewhere',
            object,
            rule,
            ...passive,
            global: namespace === undefined,
          };
          return [type === undefined ? node : { ...node, type }];
        }),
      ),
    virtual: ({ apiVersion, kind, name, uid }, dependent) => {
      const { type, rule, version, group } = factsOf(apiVersion, kind);
      const { namespace } = dependent.metadata;
      // An owner is in its dependent's namespace or in none; of an undiscovered kind we cannot tell which.
      const global = namespace === undefined || type?.namespaced === false;
      const ref = makeRef(group, version, kind, global ? undefined : namespace, name);
      const lookup = snapshot.owners.get(uid) ?? { state: 'unknown', because: 'it was not looked up' };
      const node: DraftNode = { uid, ref, origin: 'virtual', lookup, rule, ...passive, global };
      return type === undefined ? node : { ...node, type };
    },
  };
}

/** What is known of a kind, as it was written in an object or a reference. */
interface KindFacts {
  readonly group: string;
  /** The discovered version, and the written one only of a kind that was not discovered. */
  readonly version: string;
  readonly type: DiscoveredType | undefined;
  readonly rule: EffectiveRule;
}

/** Looks kinds up once and not for each object. The kind decides, whatever the version (B1.7). */
function createKindFacts(
  types: readonly DiscoveredType[],
  providers: readonly Provider[],
): (apiVersion: string, kind: string) => KindFacts {
  const byKind = new Map(types.map((type) => [kindKey(type), type]));
  const known = new Map<string, Map<string, KindFacts>>();
  return (apiVersion, kind) => {
    let kinds = known.get(apiVersion);
    if (kinds === undefined) known.set(apiVersion, (kinds = new Map<string, KindFacts>()));
    let facts = kinds.get(kind);
    if (facts === undefined) {
      const { group, version } = parseApiVersion(apiVersion);
      const type = byKind.get(kindKey({ group, kind }));
      facts = { group, version: type?.version ?? version, type, rule: ruleFor(providers, { group, kind }) };
      kinds.set(kind, facts);
    }
    return facts;
  };
}

function makeRef(group: string, version: string, kind: string, namespace: string | undefined, name: string): ObjectRef {
  return namespace === undefined ? { group, version, kind, name } : { group, version, kind, namespace, name };
}

/** The total order of nodes. */
export function compareNodes(a: ObjectNode, b: ObjectNode): number {
  return compareRefs(a.ref, b.ref) || compareText(a.uid, b.uid);
}

function inOrder(nodes: readonly DraftNode[]): readonly DraftNode[] {
  return [...nodes].sort(compareNodes);
}
