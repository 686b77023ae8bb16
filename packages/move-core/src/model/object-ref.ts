/** What identifies an object for a person and for the API: group, version, kind, namespace and name. No UID. */
export interface ObjectRef {
  /** API group; the empty string for the core group. */
  readonly group: string;
  /** API version without the group, for example `v1beta2`. */
  readonly version: string;
  readonly kind: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
}

/** Splits an `apiVersion` into group and version; the core group is the empty string. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Joins group and version to an `apiVersion`. */
export function formatApiVersion(ref: { readonly group: string; readonly version: string }): string {
  return ref.group === '' ? ref.version : `${ref.group}/${ref.version}`;
}

/** The reference of an object that carries its own apiVersion, kind, namespace and name. */
export function refOf(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}): ObjectRef {
  const { group, version } = parseApiVersion(object.apiVersion);
  const { namespace, name } = object.metadata;
  return { group, version, kind: object.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/**
 * `Machine fleet/m1`, the form in which errors and events name an object. The group is added only where the kind
 * alone would not do: `IPAddress.ipam.metal3.io fleet/a`.
 */
export function formatRef(ref: ObjectRef, options: { readonly withGroup?: boolean } = {}): string {
  const kind = options.withGroup === true && ref.group !== '' ? `${ref.kind}.${ref.group}` : ref.kind;
  return `${kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
}

/** `machine.cluster.x-k8s.io/m1`, the form in which kubectl prints an object that it has changed. */
export function formatKubectlName(ref: ObjectRef): string {
  return `${ref.kind.toLowerCase()}${ref.group === '' ? '' : `.${ref.group}`}/${ref.name}`;
}

/** A key that is equal for two references exactly if they name the same object, whatever version they use. */
export function refKey(ref: ObjectRef): string {
  return `${ref.group}|${ref.kind}|${ref.namespace ?? ''}|${ref.name}`;
}

/** Compares by code unit, so that the order does not depend on the machine's locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The total order of everything that is listed: group, kind, namespace, name, version. */
export function compareRefs(a: ObjectRef, b: ObjectRef): number {
  return (
    compareText(a.group, b.group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.name, b.name) ||
    compareText(a.version, b.version)
  );
}
