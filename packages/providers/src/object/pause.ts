import type { JsonObject, KubeObject } from '@tsmove/move-core/provider';
import { conditionOf, isCurrent } from './conditions.ts';

/** Cluster API's name for a hold on one object; any value counts. */
export const pausedAnnotation = 'cluster.x-k8s.io/paused';

/** The merge patch that pauses an object by its annotation. Any value holds; the user's own is kept. */
export function annotatePaused({ metadata }: KubeObject): JsonObject {
  return pausedAnnotation in (metadata.annotations ?? {})
    ? {}
    : { metadata: { annotations: { [pausedAnnotation]: '' } } };
}

/**
 * What a controller has not yet said of a pause, by the condition Paused. Objects without the condition have no
 * controller that would say so, or an old one.
 */
export function awaitsPaused(object: KubeObject): string | undefined {
  const condition = conditionOf(object, 'Paused');
  if (condition === undefined) return undefined;
  if (condition.status !== 'True') return 'the Paused condition is not yet True';
  return isCurrent(condition, object) ? undefined : 'the Paused condition is not yet up to date';
}
