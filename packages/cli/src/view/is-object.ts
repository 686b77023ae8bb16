import type { ObjectRef } from '@tsmove/move-core';

/**
 * True if people may mean this object by `text`: `Machine/m1`, `machine/m1`, `Machine/fleet/m1`, and with as much of the
 * group as they like, `machine.cluster.x-k8s.io/m1`.
 */
export function isObject(ref: ObjectRef, text: string): boolean {
  const parts = text.split('/');
  const [kind = ''] = parts;
  const namespace = parts.length > 2 ? parts[1] : undefined;
  const full = `${ref.kind}.${ref.group}`.toLowerCase();
  return (
    ref.name === parts.at(-1) &&
    (namespace === undefined || namespace === ref.namespace) &&
    `${full}.`.startsWith(`${kind.toLowerCase()}.`)
  );
}
