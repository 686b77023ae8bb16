import { seconds } from '../../demo/printer.ts';
import { wayOf, type Comparison } from '../result/result.ts';
import type { Summary } from '../result/summary.ts';
import { colourOf, style } from './style.ts';
import { element, text } from './svg.ts';

const margin = 16;
const cellWidth = 440;
const gap = 24;
const lineHeight = 20;
const barHeight = 12;
const labelWidth = 150;
/** For the longest value behind the longest bar. */
const valueWidth = 110;
const barWidth = cellWidth - labelWidth - valueWidth;
const headHeight = 30;

/** What a bar stands for; the picture needs nothing else of a comparison. */
export type Plotted = Pick<Comparison, 'at' | 'objects' | 'roundTripMs'> & {
  readonly summaries: readonly Pick<
    Summary,
    'contender' | 'medianMs' | 'fastestMs' | 'slowestMs' | 'timesFaster' | 'against'
  >[];
};

/**
 * Wall times as bars: a row for each number of objects, a column for each way to the servers. Every cell has a scale of
 * its own, because what is to be compared is in it; the lines across the ends of bars are the ranges.
 */
export function plot(comparisons: readonly Plotted[]): string {
  const ways = distinct(comparisons.map(({ roundTripMs }) => roundTripMs));
  const sizes = distinct(comparisons.map(({ objects }) => objects));
  const cells: string[] = [];
  let top = margin;
  for (const row of sizes.flatMap((size) => rowsOf(comparisons.filter(({ objects }) => objects === size)))) {
    for (const comparison of row) {
      const left = margin + ways.indexOf(comparison.roundTripMs) * (cellWidth + gap);
      cells.push(cell(comparison, left, top));
    }
    top += headHeight + Math.max(...row.map(({ summaries }) => summaries.length)) * lineHeight + gap;
  }
  const width = 2 * margin + ways.length * (cellWidth + gap) - gap;
  const height = top - gap + margin;
  const body = [element('style', {}, style), element('rect', { class: 'ground', width, height, rx: 6 }), ...cells];
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'aria-label': 'Wall times of moves, by number of objects and way to the servers',
  };
  return `${element('svg', frame, `\n${body.join('\n')}\n`)}\n`;
}

/** A way has one place in a row: who was measured again over the same begins another. */
function rowsOf(ofOneSize: readonly Plotted[]): readonly (readonly Plotted[])[] {
  const rows: Plotted[][] = [];
  for (const one of ofOneSize) {
    const row = rows.find((others) => others.every(({ roundTripMs }) => roundTripMs !== one.roundTripMs));
    if (row === undefined) rows.push([one]);
    else row.push(one);
  }
  return rows;
}

function cell(comparison: Plotted, left: number, top: number): string {
  const { summaries, objects, at: when } = comparison;
  const longest = Math.max(...summaries.map(({ slowestMs }) => slowestMs));
  const begin = left + labelWidth;
  const bars = summaries.map((summary, at) =>
    bar(summary, left, top + headHeight + at * lineHeight, (ms) => begin + (ms / longest) * barWidth),
  );
  const axis = { class: 'axis', x1: begin, x2: begin };
  return [
    text(
      left,
      top + 14,
      'title',
      `${objects.toLocaleString('en')} objects, ${wayOf(comparison)}, ${when.slice(0, 10)}`,
    ),
    ...bars,
    element('line', { ...axis, y1: top + headHeight - 4, y2: top + headHeight + summaries.length * lineHeight }),
  ].join('\n');
}

function bar(summary: Plotted['summaries'][number], left: number, top: number, x: (ms: number) => number): string {
  const { contender, medianMs, fastestMs, slowestMs, timesFaster, against } = summary;
  const middle = top + barHeight / 2;
  const ratio = timesFaster === undefined || contender === against ? '' : ` · ${timesFaster.toFixed(1)}×`;
  const range =
    slowestMs - fastestMs < 1
      ? []
      : [element('line', { class: 'range', x1: x(fastestMs), x2: x(slowestMs), y1: middle, y2: middle })];
  return [
    text(left + labelWidth - 8, top + 10, 'quiet', contender, 'end'),
    element('rect', { class: colourOf(contender), x: x(0), y: top, width: x(medianMs) - x(0), height: barHeight }),
    ...range,
    text(x(slowestMs) + 6, top + 10, 'value', `${seconds(medianMs)}${ratio}`),
  ].join('\n');
}

function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((one, other) => one - other);
}
