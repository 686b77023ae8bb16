import type { Clock, Environment, Output, Signals } from '../context.ts';
import { formatDuration } from '../flags/duration.ts';
import { liveBlock } from './live/block.ts';
import { glyphsFor } from './live/glyphs.ts';
import { liveLines } from './live/lines.ts';
import { advance, atRest, type LiveState } from './live/state.ts';
import type { Paint } from './paint.ts';
import { done } from './phase-words.ts';
import { linesFor } from './teller.ts';
import type { Message, View } from './view.ts';

export interface TtyViewOptions {
  readonly output: Output;
  readonly paint: Paint;
  readonly level: number;
  readonly clock: Clock;
  readonly env: Environment;
  readonly signals?: Pick<Signals, 'suspending'>;
}

/** Ten times a second is as often as it is drawn, and four times a second it is looked at anyway. */
const fastestRedrawMs = 100;
const idleRedrawMs = 250;

/**
 * A view for a terminal: what goes on is drawn at its end, again and again, and taken away when it is over. What stays
 * is a line for each phase, and whatever had to be said.
 */
export function ttyView({ output, paint, level, clock, env, signals }: TtyViewOptions): View {
  const block = liveBlock(output, paint);
  const glyphs = glyphsFor(env);
  let state: LiveState = atRest;
  let drawnAt = 0;
  let kept: string[] = [];
  let isAway = false;
  let stopTicking: (() => void) | undefined;

  function draw(): void {
    // The clock may strike before anybody is told that the process goes on.
    if (isAway) return;
    drawnAt = clock.now();
    block.draw(liveLines(state, { now: drawnAt, ...block.room(), glyphs }), kept);
    kept = [];
  }

  /** While it is stopped the terminal is the shell's. */
  function giveBack(): void {
    block.draw([], kept);
    kept = [];
    isAway = true;
  }

  function takeAgain(): void {
    isAway = false;
    draw();
  }

  function begin(): void {
    if (stopTicking !== undefined) return;
    const stopClock = clock.every(idleRedrawMs, draw);
    output.on?.('resize', draw);
    const stopWatching = signals?.suspending?.(giveBack, takeAgain);
    stopTicking = () => {
      stopClock();
      stopWatching?.();
      output.off?.('resize', draw);
    };
  }

  function rest(): void {
    stopTicking?.();
    stopTicking = undefined;
    state = { ...atRest, phases: state.phases, members: state.members };
    draw();
  }

  return {
    show(message) {
      if (endsTheMoment(message)) rest();
      kept.push(...staying(message, state, level, paint));
      state = advance(state, message, clock.now());
      if (message.type === 'working' || message.type === 'event' || message.type === 'pivot') begin();
      // Where nothing is redrawn, nothing waits for it; and what stops the program is said at once.
      const atOnce = stopTicking === undefined || message.type === 'stopping' || beginsOrEnds(message);
      if (atOnce || clock.now() - drawnAt >= fastestRedrawMs) draw();
    },
    rest,
  };
}

function endsTheMoment({ type }: Message): boolean {
  return type === 'planned' || type === 'failed' || type === 'ended';
}

function beginsOrEnds(message: Message): boolean {
  return message.type === 'working' || (message.type === 'event' && message.event.type.startsWith('phase-'));
}

/** The lines about a message that stay on the screen. */
function staying(message: Message, state: LiveState, level: number, paint: Paint): readonly string[] {
  if (message.type !== 'event') return linesFor(message, level, paint);
  const { event } = message;
  if (event.type === 'phase-finished') {
    return [`${done(event.phase, state.totals.get(event.phase) ?? 0)} in ${formatDuration(event.elapsedMs)}`];
  }
  // Who is waited for stands in what is redrawn, for as long as it lasts.
  if (level === 0 && (event.type === 'object-blocked' || event.type === 'still-waiting')) return [];
  return linesFor(message, level, paint);
}
