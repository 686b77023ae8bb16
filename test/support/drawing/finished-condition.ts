/** Any time at all, but always the same: a test that compares must not differ by the clock. */
export const longAgo = '2026-01-15T10:00:00Z';

/** A condition as a controller leaves it when it has nothing left to do. */
export function finishedCondition(
  type: string,
  reason: string,
  status: 'True' | 'False' = 'True',
  observedGeneration?: number,
): Readonly<Record<string, unknown>> {
  return {
    type,
    status,
    reason,
    message: '',
    lastTransitionTime: longAgo,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
}
