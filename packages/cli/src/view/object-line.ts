import { formatKubectlName, type ObjectRef } from '@tsmove/move-core';
import { printable } from './printable.ts';

/** `machine.cluster.x-k8s.io/m1`, with its namespace only if that is not the one being moved. */
export function objectLine(ref: ObjectRef, namespace: string): string {
  const name = formatKubectlName(ref);
  return printable(
    ref.namespace === undefined || ref.namespace === namespace ? name : `${name} (namespace ${ref.namespace})`,
  );
}
