import { formatRef, type MoveHistory } from '@tsmove/move-core';
import { count } from './words.ts';

type SourceCheck = MoveHistory['sourceChecks'][number];

const mostNamed = 5;

/** What a look at the source around the release came to: `nothing made anew`, or what is there again. */
export function sourceCheckWords({ looked, back }: SourceCheck): string {
  if (back.length === 0) return `nothing made anew there (${count(looked, 'object')} looked for)`;
  const named = back.slice(0, mostNamed).map((ref) => formatRef(ref));
  const more = back.length > named.length ? ` and ${(back.length - named.length).toString()} more` : '';
  return `made anew there: ${named.join(', ')}${more}`;
}

/** When it was. */
export function sourceCheckMoment({ when }: SourceCheck): string {
  return when === 'before-release' ? 'right before the release' : 'after the release';
}
