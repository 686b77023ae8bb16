import type { ObjectRef, Phase, Plan } from '@tsmove/move-core';

/** What a move is about to go through, as far as it is known before: so that a view can show what is still to come. */
export interface Course {
  readonly phases: readonly Phase[];
  /** What moves or is copied, and the one Cluster that it belongs to; undefined: several or none. */
  readonly objects: readonly CourseObject[];
}

export interface CourseObject {
  readonly ref: ObjectRef;
  readonly cluster: string | undefined;
  /** False for what the source keeps. */
  readonly leaves: boolean;
}

/** From the first look to the end. */
export const forwardPhases: readonly Phase[] = [
  ...(['preflight', 'lock', 'hold', 'wait', 'create', 'verify'] as const),
  ...(['seal', 'retire', 'release'] as const),
];

/** The way back, from wherever it begins. */
export const backwardPhases: readonly Phase[] = ['return', 'undo'];

/** The course of a plan. */
export function courseOf({ objects }: Pick<Plan, 'objects'>, phases: readonly Phase[] = forwardPhases): Course {
  const names = new Map(
    objects.flatMap(({ uid, ref }) =>
      ref.kind === 'Cluster' && ref.group === 'cluster.x-k8s.io' ? [[uid, ref.name] as const] : [],
    ),
  );
  return {
    phases,
    objects: objects.map(({ uid, ref, clusters, fate }) => {
      const [only, ...others] = names.has(uid) ? [uid] : clusters;
      return {
        ref,
        cluster: only === undefined || others.length > 0 ? undefined : names.get(only),
        leaves: fate === 'move',
      };
    }),
  };
}
