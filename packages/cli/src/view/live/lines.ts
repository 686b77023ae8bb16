import { doing, phaseWords } from '../phase-words.ts';
import { stepTitle } from '../pivot-lines.ts';
import { printable } from '../printable.ts';
import { barLine, clusterLines } from './bars.ts';
import { chooseClusters, progressOf } from './clusters.ts';
import type { Glyphs } from './glyphs.ts';
import { clockWords, leftWords, timeLeft } from './pace.ts';
import { fit, line, type Line, type Span, widthOf } from './spans.ts';
import { type LiveState, writesDone, writesInAll } from './state.ts';
import { phaseStrip } from './strip.ts';

/** What a drawing of the state depends on besides. */
export interface Sight {
  readonly now: number;
  /** Columns that a line may take. */
  readonly columns: number;
  /** Lines that there may be. */
  readonly rows: number;
  readonly glyphs: Glyphs;
}

/** With fewer lines than these, everything is said in one. */
const leastRows = 5;
const mostWaits = 3;

/** The state as lines, none wider than `columns`, and not more than `rows` of them; none if nothing is going on. */
export function liveLines(state: LiveState, sight: Sight): readonly Line[] {
  const lines = sight.rows < leastRows ? oneLine(state, sight) : block(state, sight);
  return lines.slice(0, Math.max(0, sight.rows)).map((one) => fit(one, Math.max(0, sight.columns)));
}

function block(state: LiveState, sight: Sight): readonly Line[] {
  const title = titleLine(state, sight);
  if (title === undefined) return [];
  const waits = waitLines(state, sight);
  const strip = state.current === undefined ? [] : phaseStrip(state, sight);
  const bar = state.current === undefined ? [] : barLine(numbers(state, sight), sight);
  const room = Math.min(10, sight.rows - 1 - waits.length - strip.length - bar.length);
  return [title, ...bar, ...clusters(state, room, sight), ...waits, ...strip];
}

function clusters(state: LiveState, room: number, sight: Sight): readonly Line[] {
  const { current, members } = state;
  if (current === undefined || room < 1) return [];
  const all = progressOf(members, current.name, current.byCluster);
  // One Cluster is what the bar of the whole shows.
  return all.length < 2 ? [] : clusterLines(chooseClusters(all, room), sight);
}

/** `Creating 470 objects in the target  12s`, or `Creating  12s` where there is no room for it. */
function titleLine({ current, step, pivotStep }: LiveState, { now, columns }: Sight): Line | undefined {
  if (current !== undefined) {
    const time = since(current.since, now);
    const long = line(bold(doing(current.name, current.total)), time);
    return widthOf(long) <= columns ? long : line(bold(phaseWords(current.name).short), time);
  }
  if (pivotStep !== undefined) return line(bold(stepTitle(pivotStep.name)), since(pivotStep.since, now));
  return step === undefined ? undefined : line(bold(printable(step.text)), since(step.since, now));
}

/** Everything in one line: `Creating  132/470  28%  45/s  about 8s left` */
function oneLine(state: LiveState, sight: Sight): readonly Line[] {
  const { current } = state;
  const [wait] = waitLines(state, sight);
  if (current === undefined) {
    const title = titleLine(state, sight);
    return title === undefined ? [] : [wait === undefined ? title : line(...title, '  ', ...wait)];
  }
  const { counts, percent, rest } = numbers(state, sight);
  const parts = counts === undefined ? [] : [counts, percent, ...rest];
  const said = parts.length === 0 ? [elapsed(current.since, sight.now)] : parts;
  return [
    line(
      bold(phaseWords(current.name).short),
      ...said.map((part) => `  ${part ?? ''}`),
      ...(wait === undefined ? [] : ['  ', ...wait]),
    ),
  ];
}

/** How far the phase is, in numbers; no counts where objects are not counted. */
export interface Numbers {
  readonly share: number;
  readonly counts: string | undefined;
  readonly percent: string | undefined;
  /** Rate and time left, as far as they mean something. */
  readonly rest: readonly string[];
}

function numbers(state: LiveState, { now }: Sight): Numbers {
  const { current } = state;
  if (current === undefined || current.total === 0 || phaseWords(current.name).counts.length === 0) {
    return { share: 0, counts: undefined, percent: undefined, rest: [] };
  }
  const { total } = current;
  const done = Math.min(current.done, total);
  const seconds = (now - current.since) / 1000;
  const perSecond = seconds < 1 || done === 0 ? undefined : done / seconds;
  const left = timeLeft(state.pace, writesDone(state), writesInAll(state), now);
  return {
    share: done / total,
    counts: `${done.toString()}/${total.toString()}`,
    percent: `${Math.floor((100 * done) / total).toString()}%`,
    rest: [
      ...(perSecond === undefined ? [] : [`${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s`]),
      ...(left === undefined ? [] : [leftWords(left)]),
    ],
  };
}

/** Who is waited for, the longest first, and a server that does not answer. */
function waitLines({ waits, trouble }: LiveState, { now }: Sight): readonly Line[] {
  const oldest = waits.toSorted((a, b) => a.since - b.since);
  const shown = oldest.slice(0, oldest.length > mostWaits ? mostWaits - 1 : mostWaits);
  const more = oldest.length - shown.length;
  return [
    ...shown.map(({ text, since: at }) => line(yellow(`waiting ${elapsed(at, now)} for ${text}`))),
    ...(more === 0 ? [] : [line(yellow(`waiting for ${more.toString()} more`))]),
    ...(trouble === undefined || trouble.until < now
      ? []
      : [
          line(
            yellow(
              printable(
                `the ${trouble.retry.server} does not answer as it should for ${elapsed(trouble.since, now)}: ${trouble.retry.reason}`,
              ),
            ),
          ),
        ]),
  ];
}

const bold = (text: string): Span => ({ text, style: 'bold' });
const yellow = (text: string): Span => ({ text, style: 'yellow' });

function since(at: number, now: number): Span {
  return { text: `  ${elapsed(at, now)}`, style: 'dim' };
}

function elapsed(at: number, now: number): string {
  return clockWords(Math.max(0, Math.floor((now - at) / 1000)));
}
