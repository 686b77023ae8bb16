import type { Timeline } from '../model/page.ts';

/** Knows where a moment stands between the beginning (0) and the end (1). */
export interface TimeAxis {
  at(ms: number): number;
}

/** What a time without anybody at work may take of the width: there is nothing to see in it. */
const idleShare = 0.06;

/** A linear axis, but for long times in which nobody was at work: those are cut short. */
export function timeAxis({ spans, endMs }: Timeline): TimeAxis {
  const idle = spans.filter(({ phase }) => phase === 'idle');
  const rest = endMs - idle.reduce((sum, { from, to }) => sum + to - from, 0);
  const most = Math.max(1, rest * idleShare);
  const cut = idle
    .filter(({ from, to }) => to - from > most)
    .map(({ from, to }) => ({ from, to, saved: to - from - most }));
  const width = (ms: number): number =>
    cut.reduce((sum, { from, to, saved }) => sum - saved * Math.min(1, Math.max(0, (ms - from) / (to - from))), ms);
  const whole = Math.max(1, width(endMs));
  return { at: (ms) => Math.min(1, Math.max(0, width(ms) / whole)) };
}
