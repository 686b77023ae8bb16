const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const part = /(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)/g;
const whole = new RegExp(`^(?:${part.source})+$`);

/** Longer ones would overflow the timers of Node. */
const longestMs = 24 * 24 * 3_600_000;

/** Milliseconds of a duration as Go writes it: `90s`, `5m`, `1h30m`, `1.5h`. */
export function parseDuration(text: string): number {
  if (!whole.test(text)) {
    throw new SyntaxError(`"${text}" is not a duration; write it like 90s, 5m or 1h30m`);
  }
  const ms = Math.round(
    [...text.matchAll(part)].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0),
  );
  if (ms <= 0) throw new SyntaxError(`"${text}" is no time at all; give a duration above zero, or leave the flag out`);
  if (ms > longestMs) throw new SyntaxError(`"${text}" is too long; the longest duration is 24 days (576h)`);
  return ms;
}

/** The same, of at least `leastMs`. */
export function parseDurationFrom(leastMs: number): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms < leastMs) throw new SyntaxError(`"${text}" is too short; give at least ${(leastMs / 1000).toString()}s`);
    return ms;
  };
}

/** A duration for people: `40ms`, `0.4s`, `12.3s`, `2m05s`, `1h02m`. */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(ms).toString()}ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  const two = (value: number): string => value.toString().padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60).toString()}m${two(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60).toString()}h${two(minutes % 60)}m`;
}
