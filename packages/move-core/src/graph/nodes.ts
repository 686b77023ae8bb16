import type { DiscoveredType, Snapshot } from '../discover/snapshot.ts';
import { DiscoveryError } from '../errors.ts';
import type { KubeObject, OwnerReference } from '../model/kube-object.ts';
import { compareRefs, compareText, parseApiVersion, refOf, type ObjectRef } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import { ruleFor, type EffectiveRule } from '../provider/rules.ts';
import type { Provider } from '../provider/types.ts';
import { flagsOf } from './flags.ts';
import type { ObjectNode } from './types.ts';

/** A node under construction: tenants and cycles are only known once all edges are there. */
export type DraftNode = { -readonly [Field in keyof ObjectNode]: ObjectNode[Field] };

/** NodeMaker knows how to make nodes of a snapshot's objects and of ownerReferences. */
export interface NodeMaker {
  /** In the order of references. Raises DiscoveryError for an object without a UID or of an unknown kind. */
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
  const types = new Map(snapshot.types.map((type) => [kindKey(type), type]));
  const rules = new Map<string, EffectiveRule>();

  function ruleOf(ref: ObjectRef): EffectiveRule {
    const key = kindKey(ref);
    let rule = rules.get(key);
    if (rule === undefined) rules.set(key, (rule = ruleFor(providers, ref)));
    return rule;
  }

  /** The kind decides, whatever the version (B1.7). */
  function known(written: ObjectRef): { readonly ref: ObjectRef; readonly type?: DiscoveredType } {
    const type = types.get(kindKey(written));
    if (type === undefined) return { ref: written };
    return { ref: type.version === written.version ? written : { ...written, version: type.version }, type };
  }

  return {
    discovered: (objects) =>
      inOrder(
        objects.map((object): DraftNode => {
          const { ref, type } = known(refOf(object));
          const { uid } = object.metadata;
          if (uid === undefined) throw new DiscoveryError('it was read without a UID', { ref, code: 'no-uid' });
          if (type === undefined)
            throw new DiscoveryError('its kind was not discovered', { ref, code: 'unknown-kind' });
          const rule = ruleOf(ref);
          return { uid, ref, origin: 'discovered', object, type, rule, ...unowned, ...flagsOf(object, type, rule) };
        }),
      ),
    elsewhere: (objects) =>
      inOrder(
        objects.flatMap((object): DraftNode[] => {
          const { uid, namespace } = object.metadata;
          if (uid === undefined) return [];
          const { ref, type } = known(refOf(object));
          const node: DraftNode = {
            uid,
            ref,
            origin: 'elsewhere',
            object,
            rule: ruleOf(ref),
            ...passive,
            global: namespace === undefined,
          };
          return [type === undefined ? node : { ...node, type }];
        }),
      ),
    virtual: (reference, dependent) => {
      const { uid } = reference;
      const { namespace } = dependent.metadata;
      const written = { ...parseApiVersion(reference.apiVersion), kind: reference.kind, name: reference.name };
      const type = types.get(kindKey(written));
      // An owner is in its dependent's namespace or in none; of an undiscovered kind we cannot tell which.
      const global = namespace === undefined || type?.namespaced === false;
      const { ref } = known(global ? written : { ...written, namespace });
      const lookup = snapshot.owners.get(uid) ?? { state: 'unknown', because: 'it was not looked up' };
      const node: DraftNode = { uid, ref, origin: 'virtual', lookup, rule: ruleOf(ref), ...passive, global };
      return type === undefined ? node : { ...node, type };
    },
  };
}

/** The total order of nodes. */
export function compareNodes(a: ObjectNode, b: ObjectNode): number {
  return compareRefs(a.ref, b.ref) || compareText(a.uid, b.uid);
}

function inOrder(nodes: readonly DraftNode[]): readonly DraftNode[] {
  return [...nodes].sort(compareNodes);
}
