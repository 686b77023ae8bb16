import type { Difference } from '../equality/difference.ts';

/** Places and never values: a template may hold a password. */
export function pathsOf(differences: readonly Difference[]): string {
  const paths = differences.map(({ path }) => path).sort();
  const shown = paths.slice(0, pathsShown);
  return paths.length > shown.length
    ? `${shown.join(', ')} and ${(paths.length - shown.length).toString()} more`
    : shown.join(', ');
}

const pathsShown = 10;
