import type { Output } from '../../context.ts';
import type { Paint } from '../paint.ts';
import { type Line, painted, widthOf } from './spans.ts';

/** LiveBlock knows how to keep some lines of the moment below lines that stay. */
export interface LiveBlock {
  /** Columns for a line of the moment, and rows for all of them. */
  room(): { readonly columns: number; readonly rows: number };
  /** Writes lines that stay, above those of the moment, and replaces these; only what has changed is written. */
  draw(lines: readonly Line[], kept: readonly string[]): void;
}

interface Drawn {
  readonly text: string;
  readonly width: number;
}

// Room for the ^C that a terminal echoes behind the last line.
const reserve = 3;

const escape = '\u001b[';
const upBy = (rows: number): string => (rows > 0 ? `${escape}${rows.toString()}A` : '');

/**
 * Lines of the moment at the end of a terminal, which may change its size at any time. The cursor stays visible, at the
 * end of the last line: so it need not be given back, however the process ends.
 */
export function liveBlock(output: Output, paint: Paint): LiveBlock {
  let shown: readonly Drawn[] = [];
  let shownAt = 0;

  const columns = (): number => Math.max(1, output.columns ?? 80);

  /** Back to the first row of what is shown. A terminal that has become narrower has broken its lines. */
  function toTheTop(): string {
    const rows = shown.reduce((sum, { width }) => sum + Math.max(1, Math.ceil(width / columns())), 0);
    return shown.length === 0 ? '' : `\r${upBy(rows - 1)}`;
  }

  function everything(next: readonly Drawn[], kept: readonly string[]): string {
    const erased = shown.length === 0 ? '' : `${toTheTop()}${escape}J`;
    return `${erased}${kept.map((line) => `${line}\n`).join('')}${next.map(({ text }) => text).join('\n')}`;
  }

  function changes(next: readonly Drawn[]): string {
    const last = next.length - 1;
    const rows = next.map(({ text }, index) => {
      const before = shown[index];
      // The cursor ends behind the last line, so that one is always written.
      const fresh = index === last || before?.text !== text ? `\r${text}${escape}K` : '';
      return index === last ? fresh : `${fresh}${index < shown.length - 1 ? `\r${escape}1B` : '\r\n'}`;
    });
    return `${toTheTop()}${rows.join('')}${next.length < shown.length ? `${escape}J` : ''}`;
  }

  return {
    room: () => ({ columns: columns() - reserve, rows: Math.max(1, (output.rows ?? 24) - 1) }),
    draw(lines, kept) {
      const next = lines.map((line): Drawn => ({ text: painted(line, paint), width: widthOf(line) }));
      const same = next.length === shown.length && next.every(({ text }, index) => text === shown[index]?.text);
      const resized = shown.length > 0 && shownAt !== columns();
      if (same && kept.length === 0 && !resized) return;
      const anew = kept.length > 0 || resized || shown.length === 0 || next.length === 0;
      output.write(anew ? everything(next, kept) : changes(next));
      shown = next;
      shownAt = columns();
    },
  };
}
