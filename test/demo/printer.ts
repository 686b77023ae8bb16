import { styleText } from 'node:util';

/** Where a program writes: the standard output, or a test's list. */
export interface Sink {
  readonly write: (text: string) => void;
}

/** Printer knows how to say something to the person in front of the terminal, and nothing else. */
export interface Printer {
  line(text?: string): void;
  /** Sentences of any length, broken into lines. */
  paragraph(text: string): void;
  /** What comes next, after a blank line. */
  heading(text: string): void;
  /** A command as it would be typed. */
  command(text: string): void;
  /** Rows under headings in capitals, as kubectl prints them. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void;
}

/** Fits the terminals and the CI logs that people read. */
const width = 110;

/** Bold and dim follow NO_COLOR, FORCE_COLOR and whether stdout is a terminal; without them the text says the same. */
export function createPrinter(out: Sink = process.stdout): Printer {
  const line = (text = ''): void => {
    out.write(`${text}\n`);
  };
  return {
    line,
    paragraph(text) {
      for (const [part] of text.matchAll(new RegExp(`\\S.{0,${width - 1}}(?=\\s|$)`, 'g'))) line(part);
    },
    heading: (text) => line(`\n${styleText('bold', text)}`),
    command: (text) => line(styleText('cyan', `$ ${text}`)),
    table(headings, rows) {
      const all = [headings.map((heading) => heading.toUpperCase()), ...rows];
      const widths = headings.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
      for (const row of all)
        line(
          row
            .map((cell, at) => cell.padEnd(widths[at] ?? 0))
            .join('   ')
            .trimEnd(),
        );
    },
  };
}

/** `1 object`, `2 objects`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `1.9 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
