import type { Environment } from '../../context.ts';

/** The signs that the live view is drawn with; each takes one column. */
export interface Glyphs {
  readonly done: string;
  readonly current: string;
  readonly toCome: string;
  readonly full: string;
  readonly empty: string;
}

export const drawn: Glyphs = { done: '✓', current: '●', toCome: '○', full: '━', empty: '─' };
export const ascii: Glyphs = { done: 'x', current: '>', toCome: '-', full: '#', empty: '.' };

/** Letters alone where the locale says that there is nothing else, and on the console of Linux. */
export function glyphsFor(env: Environment): Glyphs {
  if (env['TERM'] === 'linux') return ascii;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '');
  return locale === undefined || /utf-?8/i.test(locale) ? drawn : ascii;
}
