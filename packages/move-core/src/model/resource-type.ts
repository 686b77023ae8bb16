/** A kind as one API server serves it, at the one version that a move uses: the storage version. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Path segment, taken from discovery: several kinds have irregular plurals. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** True if the served resource has a `/status` subresource, so that status needs a write of its own. */
  readonly hasStatus: boolean;
}

/** `machines.cluster.x-k8s.io`, kubectl's and the CRD's name of a kind; core kinds are the plural alone. */
export function formatResource(type: { readonly plural: string; readonly group: string }): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}

/** A key for the group and kind, whatever the version. */
export function kindKey(of: { readonly group: string; readonly kind: string }): string {
  return of.group === '' ? of.kind : `${of.kind}.${of.group}`;
}
