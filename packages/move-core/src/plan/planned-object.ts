import type { ObjectNode } from '../graph/types.ts';
import { refKey } from '../model/object-ref.ts';
import type { ClustersOf } from './clusters.ts';
import type { Keeping } from './keeping.ts';
import type { Placed } from './placement.ts';
import type { Sharing } from './sharing.ts';
import type { ConflictChoice, PlannedObject } from './types.ts';

/** What is decided for all objects of a plan together. */
export interface Decisions {
  readonly keeping: Keeping;
  readonly clusterUids: (node: ObjectNode) => readonly string[];
  readonly statusPolicy: 'carry' | 'drop';
  readonly choices: ReadonlyMap<string, ConflictChoice>;
  readonly sharing: Sharing;
}

/** What a plan says of an object that has its place. */
export function planObject({ node, owners, softOwners, dropped }: Placed, group: number, by: Decisions): PlannedObject {
  const because = by.keeping.because(node.uid);
  const onConflict = by.choices.size === 0 ? undefined : by.choices.get(refKey(node.ref));
  return {
    ref: node.ref,
    uid: node.uid,
    resourceVersion: node.object?.metadata.resourceVersion ?? '',
    fate: because === undefined ? 'move' : 'copy',
    ...(because === undefined ? {} : { because }),
    ...(by.keeping.isHeldInSource(node.uid) ? { heldInSource: true } : {}),
    ...(by.sharing.mustBeThere(node) ? { there: true } : {}),
    ...(node.rule.adopt === undefined ? {} : { adopt: node.rule.adopt }),
    ...(onConflict === undefined ? {} : { onConflict }),
    owners: uids(owners),
    softOwners: uids(softOwners),
    droppedOwners: dropped.length === 0 ? none : dropped.map(({ ref, uid }) => ({ ref, uid })),
    clusters: by.clusterUids(node),
    group,
    status: statusOf(node, by.statusPolicy),
  };
}

function statusOf({ object, type, rule }: ObjectNode, policy: 'carry' | 'drop'): PlannedObject['status'] {
  if (type?.hasStatus !== true || object === undefined || !Object.hasOwn(object, 'status')) return 'none';
  if (rule.status === 'require') return 'carry';
  return policy === 'drop' || rule.status === 'drop' ? 'drop' : 'carry';
}

const none: readonly never[] = Object.freeze([]);

/** Objects of the same Clusters get the same list of their UIDs. */
export function clusterUidsBy(clustersOf: ClustersOf): (node: ObjectNode) => readonly string[] {
  const known = new Map<readonly ObjectNode[], readonly string[]>();
  return (node) => {
    const clusters = clustersOf(node);
    let list = known.get(clusters);
    if (list === undefined) known.set(clusters, (list = Object.freeze(uids(clusters))));
    return list;
  };
}

function uids(nodes: readonly ObjectNode[]): readonly string[] {
  return nodes.length === 0 ? none : nodes.map(({ uid }) => uid);
}
