import { programCodes } from '../codes/catalogue.ts';
import type { Paint } from './paint.ts';

/** One line that says where more is to be had about these codes; none if nothing is known of them. */
export function explainHint(codes: Iterable<string>, paint: Paint): readonly string[] {
  // Providers of a user's own have codes that are in no table.
  const [first, second] = [...new Set(codes)].filter((code) => known().has(code));
  if (first === undefined) return [];
  return [paint('dim', `More about it: tsmove explain ${second === undefined ? first : 'CODE'}`)];
}

let table: ReadonlySet<string> | undefined;

function known(): ReadonlySet<string> {
  return (table ??= new Set(programCodes().map(({ code }) => code)));
}
