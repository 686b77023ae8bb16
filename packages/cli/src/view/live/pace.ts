import type { Phase } from '@tsmove/move-core';
import { formatDuration } from '../../flags/duration.ts';

/** What was done by some moment, in writes. */
interface Sample {
  readonly at: number;
  readonly writes: number;
}

/** How fast a move is, from what was observed of it lately. */
export interface Pace {
  /** When the first phase that works through objects began; undefined before that. */
  readonly since: number | undefined;
  readonly samples: readonly Sample[];
}

export const noPace: Pace = { since: undefined, samples: [] };

/**
 * About how many writes an object takes in a phase, as measured: creating is a POST and a PUT of its status; sealing one
 * patch or two; deleting a patch of the finalizers, the deletion and a look. Verifying reads whole lists.
 */
const writesPerObject: Readonly<Partial<Record<Phase, number>>> = {
  create: 2,
  verify: 0.1,
  seal: 2,
  retire: 3.5,
  return: 2,
  undo: 3.5,
};

/** Writes that an object takes in a phase; 0 for the phases whose time does not depend on their objects. */
export function writesIn(phase: Phase): number {
  const all: Readonly<Partial<Record<string, number>>> = writesPerObject;
  return all[phase] ?? 0;
}

const windowMs = 15_000;
const sampleMs = 250;

/** The pace with one more observation; old ones are forgotten, so that a standstill shows. */
export function observe(pace: Pace, writes: number, now: number): Pace {
  const last = pace.samples.at(-1);
  if (last !== undefined && now - last.at < sampleMs) return pace;
  const recent = pace.samples.filter(({ at }, index) => now - (pace.samples[index + 1]?.at ?? at) <= windowMs);
  return { since: pace.since ?? now, samples: [...recent, { at: now, writes }] };
}

/** What it takes until an estimate means something. */
const leastMs = 3_000;
const leastShare = 0.05;

/** How long the rest may take, in ms; undefined as long as nothing speaks for any number. */
export function timeLeft(pace: Pace, done: number, total: number, now: number): number | undefined {
  const [oldest] = pace.samples;
  if (oldest === undefined || pace.since === undefined || now - pace.since < leastMs) return undefined;
  if (done < total * leastShare || done >= total) return undefined;
  const inWindow = done - oldest.writes;
  const elapsed = now - oldest.at;
  return inWindow <= 0 || elapsed <= 0 ? undefined : ((total - done) * elapsed) / inWindow;
}

/** `about 8s left`, `about 1m20s left`: no more exact than it can be. */
export function leftWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const step = seconds <= 10 ? 1 : seconds <= 60 ? 5 : seconds <= 600 ? 10 : 60;
  return `about ${clockWords(Math.ceil(seconds / step) * step)} left`;
}

/** Whole seconds as `8s`, `1m20s`, `1h05m`. */
export function clockWords(seconds: number): string {
  return seconds < 60 ? `${seconds.toString()}s` : formatDuration(seconds * 1000);
}
