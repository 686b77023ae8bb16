import { displayWidth } from '../view/display-width.ts';

/** What a terminal of some width shows after a text has been written to it: enough of one for lines of the moment. */
export interface Screen {
  write(text: string): void;
  /** Changes the width; lines that no longer fit are broken anew, as terminals do. */
  resize(columns: number): void;
  readonly columns: number;
  readonly rows?: number | undefined;
  /** The lines, without the empty ones at the end. */
  lines(): readonly string[];
}

const escape = String.fromCharCode(27);
// Modes (`ESC [ ? 1 h`, `ESC =`) and colours are read over.
const token = new RegExp(`${escape}\\[([?\\d;]*)([A-Za-z])|${escape}[=>]|\\r|\\n|\\u0008|[^${escape}\\r\\n]`, 'gsu');

export function screen(width: number, height?: number): Screen {
  let columns = width;
  let rows: string[][] = [[]];
  let y = 0;
  let x = 0;

  function put(character: string): void {
    const wide = displayWidth(character) === 2;
    if (x + (wide ? 2 : 1) > columns) {
      x = 0;
      y += 1;
    }
    const row = (rows[y] ??= []);
    while (row.length < x) row.push(' ');
    row[x] = character;
    x += 1;
    // The second half of a wide one.
    if (wide) row[x++] = '';
  }

  function control(letter: string, count: number): void {
    if (letter === 'A') y = Math.max(0, y - count);
    if (letter === 'B') {
      y += count;
      rows[y] ??= [];
    }
    if (letter === 'C') x = Math.min(columns - 1, x + count);
    if (letter === 'D') x = Math.max(0, x - count);
    if (letter === 'K') rows[y] = (rows[y] ?? []).slice(0, x);
    if (letter === 'J') {
      rows = rows.slice(0, y + 1);
      rows[y] = (rows[y] ?? []).slice(0, x);
    }
  }

  return {
    write(text) {
      for (const [all, count, letter] of text.matchAll(token)) {
        if (letter !== undefined) control(letter, count === undefined || count === '' ? 1 : Number(count));
        else if (all.startsWith(escape)) continue;
        else if (all === '\r') x = 0;
        else if (all === '\u0008') x = Math.max(0, x - 1);
        else if (all === '\n') {
          x = 0;
          y += 1;
          rows[y] ??= [];
        } else put(all);
      }
    },
    resize(to) {
      const above = rows.slice(0, y).map((row) => row.join(''));
      const last = (rows[y] ?? []).join('');
      columns = to;
      rows = [[]];
      y = 0;
      x = 0;
      for (const line of above) {
        for (const character of line) put(character);
        x = 0;
        y += 1;
        rows[y] ??= [];
      }
      for (const character of last) put(character);
    },
    rows: height,
    get columns() {
      return columns;
    },
    lines() {
      const all = rows.map((row) => row.join('').trimEnd());
      while (all.at(-1) === '') all.pop();
      return all;
    },
  };
}
