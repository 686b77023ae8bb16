import type { ConfigMapKey } from '@tsmove/move-core';
import type { CopiedLeases, LeaseCounts } from '@tsmove/providers';
import { printable } from './printable.ts';
import { count, listOf } from './words.ts';

/** What a copy came to, in sentences: what is in the target, and what is not. */
export function copiedLines(
  { from, counts, notes }: CopiedLeases<unknown>,
  { namespace, name, key }: ConfigMapKey,
  dryRun: boolean,
): readonly string[] {
  const verb = dryRun ? 'would be copied' : 'copied';
  const others = othersIn(counts);
  return [
    `${count(counts.copied, 'lease')} ${verb} from ${from}${others === '' ? '' : `; of the others, ${others}`}.`,
    `ConfigMap ${namespace}/${name}, ${key}, ${dryRun ? 'would have' : 'has'} ${count(counts.total, 'lease')}${dryRun ? '' : ' now'}.`,
    ...notes.map(({ message }) => `- ${message}`),
  ].map(printable);
}

function othersIn({ already, yielded, expired, invalid }: LeaseCounts): string {
  const parts = [
    [already, 'there already'],
    [expired, 'expired'],
    [invalid, 'not in order'],
    [yielded, "settled in the target's favour"],
  ] as const;
  return listOf(parts.filter(([number]) => number > 0).map(([number, what]) => `${number.toString()} ${what}`));
}
