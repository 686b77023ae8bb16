import type { Output } from '../context.ts';
import { formatDuration } from '../flags/duration.ts';
import type { Paint } from './paint.ts';
import { doing, done, phaseWords } from './phase-words.ts';
import { advance, type Progress } from './progress.ts';
import { linesFor } from './teller.ts';
import { printable } from './printable.ts';
import type { View } from './view.ts';

export interface PlainViewOptions {
  readonly output: Output;
  readonly paint: Paint;
  readonly level: number;
  readonly now: () => number;
}

/** In a long phase, how often a line says how far it is: CI systems take long silence for a hang. */
const heartbeatMs = 15_000;

/** A view for logs: lines are only ever appended. One for each phase as it begins, the rest by verbosity. */
export function plainView({ output, paint, level, now }: PlainViewOptions): View {
  let progress: Progress | undefined;
  let lastBeat = 0;

  function write(lines: readonly string[]): void {
    if (lines.length > 0) output.write(lines.map((line) => `${line}\n`).join(''));
  }

  return {
    show(message) {
      if (message.type === 'working') write([printable(message.step)]);
      write(linesFor(message, level, paint));
      if (message.type !== 'event') return;
      const { event } = message;
      const time = now();
      if (event.type === 'phase-started') {
        write([doing(event.phase, event.total)]);
        lastBeat = time;
      }
      if (event.type === 'phase-finished' && level >= 1) {
        write([`${done(event.phase, progress?.total ?? 0)} in ${formatDuration(event.elapsedMs)}`]);
      }
      progress = advance(progress, event, time);
      if (progress !== undefined && progress.total > 0 && time - lastBeat >= heartbeatMs) {
        write([
          `${phaseWords(progress.phase).short}: ${progress.done.toString()} of ${progress.total.toString()} done`,
        ]);
        lastBeat = time;
      }
    },
    rest() {
      // Nothing of the moment is on the screen.
    },
  };
}
