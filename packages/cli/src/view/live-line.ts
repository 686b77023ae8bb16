import type { Output } from '../context.ts';
import { displayWidth, truncate } from './display-width.ts';

/** LiveLine knows how to keep one line of the moment below lines that stay. */
export interface LiveLine {
  /** Writes lines that stay, above the line of the moment. */
  keep(lines: readonly string[]): void;
  /** Replaces the line of the moment; undefined takes it away. `style` colours it after it has been cut. */
  set(text: string | undefined, style?: (text: string) => string): void;
}

// Room for the ^C that a terminal echoes behind the line.
const reserve = 3;

/** A line of the moment at the end of a terminal. It is cut to the terminal's width, which may change at any time. */
export function liveLine(output: Output): LiveLine {
  let shown = 0;
  let current: { readonly text: string; readonly style: (text: string) => string } | undefined;

  const width = (): number => Math.max(1, output.columns ?? 80);

  // A terminal that has become narrower has broken the line: all its rows are cleared.
  function erase(): string {
    if (shown === 0) return '';
    const rows = Math.ceil(shown / width());
    shown = 0;
    return `\r${rows > 1 ? `\u001b[${(rows - 1).toString()}A` : ''}\u001b[J`;
  }

  function draw(): string {
    if (current === undefined) return '';
    const text = truncate(current.text, width() - reserve);
    shown = displayWidth(text);
    return current.style(text);
  }

  return {
    keep(lines) {
      if (lines.length > 0) output.write(erase() + lines.map((line) => `${line}\n`).join('') + draw());
    },
    set(text, style = (plain) => plain) {
      current = text === undefined ? undefined : { text, style };
      const drawing = erase() + draw();
      if (drawing !== '') output.write(drawing);
    },
  };
}
