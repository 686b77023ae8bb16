import type { PageGroup } from './page.ts';

/** The Clusters that objects are drawn with, and where each object belongs. */
export interface Grouping {
  readonly groups: readonly PageGroup[];
  /** The position of the group of what belongs to these Clusters. */
  place(clusters: readonly string[]): number;
  /** The position of the group of what takes no part. */
  readonly rest: number;
}

const shared: PageGroup = { title: 'Shared by several Clusters', kind: 'shared' };
const single: PageGroup = { title: 'Of no Cluster', kind: 'shared' };

/**
 * Groups by Cluster: one group for each, then what several share, what belongs to none, and what takes no part.
 *
 * @param clusters UID and name of each Cluster, in the order in which they are to be shown.
 */
export function groupByCluster(clusters: ReadonlyMap<string, string>, rest: string): Grouping {
  const positions = new Map([...clusters.keys()].map((uid, position) => [uid, position]));
  const groups: readonly PageGroup[] = [
    ...[...clusters.values()].map((title) => ({ title, kind: 'cluster' }) as const),
    shared,
    single,
    { title: rest, kind: 'rest' },
  ];
  return {
    groups,
    rest: groups.length - 1,
    place(uids) {
      const known = uids.flatMap((uid) => positions.get(uid) ?? []);
      if (known.length === 1) return known[0] ?? 0;
      return positions.size + (known.length > 1 ? 0 : 1);
    },
  };
}

/** Without the groups that nothing is in; objects are told where their group has come to. */
export function withoutEmpty<Placed extends { readonly in: number }>(
  groups: readonly PageGroup[],
  objects: readonly Placed[],
): { readonly groups: readonly PageGroup[]; readonly objects: readonly Placed[] } {
  const used = new Set(objects.map((object) => object.in));
  const kept = groups.flatMap((group, position) => (used.has(position) ? [{ group, position }] : []));
  const moved = new Map(kept.map(({ position }, index) => [position, index]));
  return {
    groups: kept.map(({ group }) => group),
    objects: objects.map((object) => ({ ...object, in: moved.get(object.in) ?? 0 })),
  };
}
