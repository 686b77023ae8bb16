const steps: readonly (readonly [unit: string, ms: number, below: number])[] = [
  ['s', 1000, 120_000],
  ['m', 60_000, 2 * 3_600_000],
  ['h', 3_600_000, 48 * 3_600_000],
  ['d', 24 * 3_600_000, Number.POSITIVE_INFINITY],
];

/** How long ago something was, as kubectl writes ages: `45s`, `5m`, `3h`, `9d`; `?` if `at` is no time. */
export function age(at: string, nowMs: number): string {
  return span(Math.max(0, nowMs - Date.parse(at)));
}

/** A time of some ms in the same way. */
export function span(ms: number): string {
  const [unit, size] = steps.find(([, , below]) => ms < below) ?? ['', 0];
  return size === 0 ? '?' : `${Math.floor(ms / size).toString()}${unit}`;
}
