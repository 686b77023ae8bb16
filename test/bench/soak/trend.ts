/** One value, and how far things were when it was taken: the number of moves, or minutes. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/**
 * The slope of the line through the points: the median of the slopes of all pairs (Theil and Sen), which a few values
 * far off do not turn, as the mean of squares would.
 */
export function slopeOf(points: readonly Point[]): number {
  const slopes = points.flatMap((one, index) =>
    points
      .slice(index + 1)
      .flatMap((other) => (other.at === one.at ? [] : [(other.value - one.value) / (other.at - one.at)])),
  );
  slopes.sort((one, other) => one - other);
  const half = slopes.length / 2;
  const [low, high] = [slopes[Math.ceil(half) - 1], slopes[Math.floor(half)]];
  return low === undefined || high === undefined ? 0 : (low + high) / 2;
}

/** The points after the first part of the way: caches fill, code is compiled, pools grow to their size. */
export function afterWarmUp(points: readonly Point[], share: number): readonly Point[] {
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  return points.filter(({ at }) => at >= first + (last - first) * share);
}

/** At most so many points, evenly chosen: pairs grow with the square of their number. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  const step = Math.max(1, points.length / most);
  return Array.from({ length: Math.min(points.length, most) }, (_, at) => points[Math.floor(at * step)]).filter(
    (point) => point !== undefined,
  );
}
