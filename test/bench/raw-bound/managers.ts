import type { Found } from './objects.ts';

interface Manager {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
}

function managersOf({ object }: Found): readonly Manager[] {
  return (object.metadata.managedFields ?? []) as readonly Manager[];
}

/** Who has written all of an object but its status; undefined if there were several, or one that applied it. */
export function soleManager(found: Found): string | undefined {
  const [first, ...others] = managersOf(found).filter(({ subresource }) => subresource === undefined);
  return others.length === 0 && first?.operation === 'Update' ? first.manager : undefined;
}

/** Who has written the status. */
export function statusManager(found: Found): string | undefined {
  return managersOf(found).find(({ subresource }) => subresource === 'status')?.manager;
}

/** The source's field managers; they name entries of ownerReferences by UID. */
export function managersInTarget(found: Found, uidInTarget: (uid: string) => string): unknown {
  let text = JSON.stringify(managersOf(found));
  for (const { uid } of found.object.metadata.ownerReferences ?? []) text = text.replaceAll(uid, uidInTarget(uid));
  return JSON.parse(text);
}
