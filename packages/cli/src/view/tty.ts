import type { Clock, Output } from '../context.ts';
import { formatDuration } from '../flags/duration.ts';
import { liveLine } from './live-line.ts';
import type { Paint } from './paint.ts';
import { done, phaseWords } from './phase-words.ts';
import { advance, type Progress, rate } from './progress.ts';
import { linesFor } from './teller.ts';
import type { View } from './view.ts';

export interface TtyViewOptions {
  readonly output: Output;
  readonly paint: Paint;
  readonly level: number;
  readonly clock: Clock;
}

const fastestRedrawMs = 80;
const idleRedrawMs = 1000;

/** A view for a terminal: the phase of the moment on one line that is redrawn, and taken away at the end. */
export function ttyView({ output, paint, level, clock }: TtyViewOptions): View {
  const screen = liveLine(output);
  let progress: Progress | undefined;
  let step: { readonly text: string; readonly since: number } | undefined;
  let drawnAt = 0;
  let stopTicking: (() => void) | undefined;

  function draw(): void {
    drawnAt = clock.now();
    screen.set(statusLine(progress, step, drawnAt), (text) => paint('cyan', text));
  }

  function begin(): void {
    stopTicking ??= clock.every(idleRedrawMs, draw);
    draw();
  }

  function rest(): void {
    stopTicking?.();
    stopTicking = undefined;
    progress = undefined;
    step = undefined;
    screen.set(undefined);
  }

  return {
    show(message) {
      if (message.type === 'planned' || message.type === 'failed' || message.type === 'ended') rest();
      if (message.type === 'working') {
        step = { text: message.step, since: clock.now() };
        begin();
      }
      screen.keep(linesFor(message, level, paint));
      if (message.type !== 'event') return;
      const { event } = message;
      const before = progress;
      progress = advance(progress, event, clock.now());
      if (event.type === 'phase-finished') {
        screen.keep([`${done(event.phase, before?.total ?? 0)} in ${formatDuration(event.elapsedMs)}`]);
      }
      if (event.type === 'phase-started') {
        step = undefined;
        begin();
      } else if (progress === undefined || clock.now() - drawnAt >= fastestRedrawMs) {
        draw();
      }
    },
    rest,
  };
}

/** `Creating  132/470  28%  45/s  machine.cluster.x-k8s.io/m1` */
function statusLine(
  progress: Progress | undefined,
  step: { readonly text: string; readonly since: number } | undefined,
  now: number,
): string | undefined {
  if (progress === undefined) return step === undefined ? undefined : `${step.text}  ${elapsed(step.since, now)}`;
  const { phase, total, done: ready, inHand, since } = progress;
  const words = phaseWords(phase);
  const perSecond = rate(progress, now);
  return [
    words.short,
    ...(total > 0 && words.counts.length > 0
      ? [`${ready.toString()}/${total.toString()}`, `${Math.floor((100 * ready) / total).toString()}%`]
      : [elapsed(since, now)]),
    ...(perSecond === undefined ? [] : [`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`]),
    ...(inHand === undefined ? [] : [inHand]),
  ].join('  ');
}

function elapsed(since: number, now: number): string {
  return `${Math.floor((now - since) / 1000).toString()}s`;
}
