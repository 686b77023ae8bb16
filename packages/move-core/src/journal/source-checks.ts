import { compareRefs, type ObjectRef } from '../model/object-ref.ts';
import type { MoveState } from './state.ts';
import type { SourceCheck } from './summary.ts';

/** The looks at the source around the release, with the names of what was there again. */
export function sourceChecksOf(
  { sourceLooks }: Pick<MoveState, 'sourceLooks'>,
  names: ReadonlyMap<string, ObjectRef>,
): readonly SourceCheck[] {
  return sourceLooks.map(({ at, when, looked, back }) => ({
    at,
    when,
    looked,
    back: back.flatMap((uid) => names.get(uid) ?? []).sort(compareRefs),
  }));
}
