import type { NamespaceMap } from '../namespace-map/types.ts';
import type { Scope } from './types.ts';

type Names = Pick<Scope, 'namespace' | 'targetNamespace'>;

/** How a scope's namespace is called in the target, if not as in the source. */
export function namespaceMapOf({ namespace, targetNamespace }: Names): NamespaceMap | undefined {
  return targetNamespace === undefined ? undefined : { from: namespace, to: targetNamespace };
}

/** The option that asks `planMove` for the same again. */
export function askedMap(scope: Names): { readonly namespaceMap?: NamespaceMap } {
  const namespaceMap = namespaceMapOf(scope);
  return namespaceMap === undefined ? {} : { namespaceMap };
}

/** A namespace as it is called in the target. All of a move speaks of the source's names; people want to know this. */
export function nameInTarget({ namespace, targetNamespace }: Names, name: string): string {
  if (targetNamespace === undefined) return name;
  if (name === namespace) return targetNamespace;
  return name === targetNamespace ? namespace : name;
}
