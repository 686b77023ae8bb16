import type { MoveEvent, ObjectRef, Phase } from '@tsmove/move-core';
import type { Course } from './course.ts';

/** How far one Cluster is in the phase of the moment. */
export interface ClusterProgress {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** Which Cluster each object belongs to, and how many objects each has. */
export interface Membership {
  readonly clusterOf: ReadonlyMap<string, string>;
  readonly sizes: ReadonlyMap<string, { readonly all: number; readonly leaving: number }>;
}

export const noMembership: Membership = { clusterOf: new Map(), sizes: new Map() };

export function membershipOf({ objects }: Course): Membership {
  const clusterOf = new Map<string, string>();
  const sizes = new Map<string, { all: number; leaving: number }>();
  for (const { ref, cluster, leaves } of objects) {
    if (cluster === undefined) continue;
    clusterOf.set(keyOf(ref), cluster);
    const size = sizes.get(cluster) ?? { all: 0, leaving: 0 };
    sizes.set(cluster, { all: size.all + 1, leaving: size.leaving + (leaves ? 1 : 0) });
  }
  return { clusterOf, sizes };
}

/** The Cluster that the object of an event belongs to, and to no other one. */
export function clusterOf({ clusterOf: all }: Membership, event: MoveEvent): string | undefined {
  return 'ref' in event ? all.get(keyOf(event.ref)) : undefined;
}

/** Phases that go through every object of a Cluster. */
const whole: ReadonlySet<Phase> = new Set(['create', 'verify', 'seal', 'retire']);

/** The Clusters of a move by name, with how far each is; empty in a phase that goes through no Cluster. */
export function progressOf(
  { sizes }: Membership,
  phase: Phase,
  done: ReadonlyMap<string, number>,
): readonly ClusterProgress[] {
  if (!whole.has(phase)) return [];
  return [...sizes]
    .map(([name, { all, leaving }]) => {
      const total = phase === 'retire' ? leaving : all;
      return { name, total, done: Math.min(done.get(name) ?? 0, total) };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Those to be shown where there is room for `most`, and how many of the others are done or have not begun. */
export interface ClusterChoice {
  readonly shown: readonly ClusterProgress[];
  readonly otherDone: number;
  readonly otherMoving: number;
  readonly otherToCome: number;
}

/** All of them if there is room; otherwise those in motion. */
export function chooseClusters(all: readonly ClusterProgress[], most: number): ClusterChoice {
  if (all.length <= most) return { shown: all, otherDone: 0, otherMoving: 0, otherToCome: 0 };
  const isMoving = ({ done, total }: ClusterProgress): boolean => done > 0 && done < total;
  // One line is needed to count the others.
  const shown = all.filter(isMoving).slice(0, Math.max(0, most - 1));
  const others = all.filter((one) => !shown.includes(one));
  return {
    shown,
    otherDone: others.filter(({ done, total }) => done >= total).length,
    otherMoving: others.filter(isMoving).length,
    otherToCome: others.filter(({ done, total }) => done === 0 && total > 0).length,
  };
}

function keyOf({ group, kind, namespace, name }: ObjectRef): string {
  return `${group} ${kind} ${namespace ?? ''} ${name}`;
}
