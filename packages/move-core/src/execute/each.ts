import type { ObjectRef } from '../model/object-ref.ts';
import { named } from './named.ts';
import { walk, type WalkOptions } from './walk.ts';

/** Runs `work` on every item, several at a time; nothing more starts after a failure, and the first one is raised. */
export async function each<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  options: WalkOptions & { readonly ref?: (item: T) => ObjectRef },
): Promise<void> {
  const { failed } = await walk(items, () => [], work, options);
  const [first] = failed;
  if (first !== undefined) throw options.ref === undefined ? first.error : named(first.error, options.ref(first.item));
  options.signal?.throwIfAborted();
}
