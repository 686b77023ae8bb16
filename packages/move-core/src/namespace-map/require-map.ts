import { UsageError } from '../errors.ts';
import type { NamespaceMap } from './types.ts';

/** Namespaces that mean something to Kubernetes or to us, so that they cannot change their names. */
const fixed: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease', 'tsmove-system']);

/**
 * Raises UsageError unless objects of `from` can arrive in `to`: both are names of namespaces, not the same, and
 * neither is one that Kubernetes or tsmove itself lives in.
 */
export function requireMap({ from, to }: NamespaceMap): void {
  for (const name of [from, to]) {
    if (!isLabel(name)) {
      throw wrong(`"${name}" is not a name that a namespace can have`, 'Up to 63 characters: a-z, 0-9 and - inside.');
    }
    if (fixed.has(name)) throw wrong(`the namespace ${name} cannot be another on the other side`);
  }
  if (from === to) {
    throw wrong(
      `the namespace ${from} is to be ${to}, which is no change`,
      'Leave the map out, or give another new name.',
    );
  }
}

function isLabel(name: string): boolean {
  return name.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u.test(name);
}

function wrong(message: string, hint?: string): UsageError {
  return new UsageError(message, { code: 'namespace-map-invalid', ...(hint === undefined ? {} : { hint }) });
}
