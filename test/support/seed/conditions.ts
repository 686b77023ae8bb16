import { finishedCondition, longAgo } from '../drawing/finished-condition.ts';

/** Conditions as the controllers leave them on a cluster where nothing is left to do: name and reason, and whether True. */
export type Finished = readonly (readonly [type: string, reason: string, status: 'True' | 'False'])[];

/** Every reconciler reports these as over; kinds without one of them leave it out. */
const quiet: Readonly<Record<string, readonly [string, string, 'False']>> = {
  scalingUp: ['ScalingUp', 'NotScalingUp', 'False'],
  scalingDown: ['ScalingDown', 'NotScalingDown', 'False'],
  remediating: ['Remediating', 'NotRemediating', 'False'],
  rollingOut: ['RollingOut', 'NotRollingOut', 'False'],
  deleting: ['Deleting', 'NotDeleting', 'False'],
};
const paused = ['Paused', 'NotPaused', 'False'] as const;

export function conditions(
  generation: number,
  finished: Finished,
  quietOnes: readonly (keyof typeof quiet)[] = [],
): readonly unknown[] {
  const over = quietOnes.flatMap((name) => (quiet[name] === undefined ? [] : [quiet[name]]));
  return [...finished, ...over, paused]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([type, reason, status]) => finishedCondition(type, reason, status, generation));
}

/** The conditions of the v1beta1 contract, which the controllers still keep beside the new ones. */
export function deprecated(...types: readonly string[]): unknown {
  return { v1beta1: { conditions: types.map((type) => ({ type, status: 'True', lastTransitionTime: longAgo })) } };
}
