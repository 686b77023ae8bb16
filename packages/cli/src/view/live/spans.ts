import { displayWidth, truncate } from '../display-width.ts';
import type { Paint, Style } from '../paint.ts';

/** A piece of a line in one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style;
}

/** A line of the live view before it is painted: colours take no room, so widths are those of the texts. */
export type Line = readonly Span[];

/** A line out of texts and spans; what is undefined is left out. */
export function line(...parts: readonly (string | Span | undefined)[]): Line {
  return parts.flatMap((part) => (part === undefined ? [] : typeof part === 'string' ? [{ text: part }] : [part]));
}

/** Columns that a line takes. */
export function widthOf(spans: Line): number {
  return spans.reduce((width, { text }) => width + displayWidth(text), 0);
}

/** The line, cut so that it takes at most `columns`; what is cut off shows as `…`. */
export function fit(spans: Line, columns: number): Line {
  if (widthOf(spans) <= columns) return spans;
  const kept: Span[] = [];
  let left = columns;
  for (const span of spans) {
    const width = displayWidth(span.text);
    // One column stays free for the mark, unless everything ends here.
    if (width >= left) return [...kept, { ...span, text: cut(span.text, left) }];
    kept.push(span);
    left -= width;
  }
  return kept;
}

/** Always with the mark at its end, also where the text alone would fit: more follows it. */
function cut(text: string, columns: number): string {
  return displayWidth(text) > columns ? truncate(text, columns) : truncate(`${text} `, columns);
}

/** The line with its colours, as it goes to the terminal. */
export function painted(spans: Line, paint: Paint): string {
  return spans.map(({ text, style }) => (style === undefined || text === '' ? text : paint(style, text))).join('');
}
