import type { ConfigMapKey } from '@tsmove/move-core';
import { parseName, parseText } from './values.ts';

/** Where leases are read. */
export type LeasePlace =
  | { readonly type: 'configmap'; readonly place: ConfigMapKey }
  /** A container that runs dnsmasq; without a pod the only one of the namespace. */
  | { readonly type: 'exec'; readonly namespace: string; readonly pod: string | undefined }
  | { readonly type: 'file'; readonly path: string };

/** Where the next dnsmasq finds its leases, as Metal3's study names it. */
export const usualPlace: ConfigMapKey = {
  namespace: 'metal3',
  name: 'dnsmasq-leases-configmap',
  key: 'dnsmasq.leases',
};

export const leasePlaceKinds = ['configmap', 'exec', 'file'] as const;

/** `configmap:NAMESPACE/NAME[:KEY]`, `exec:NAMESPACE[/POD]` or `file:PATH`. */
export function parseLeasePlace(text: string): LeasePlace {
  const [kind = '', ...rest] = text.split(':');
  const where = rest.join(':');
  if (kind === 'file' && where !== '') return { type: 'file', path: where };
  if (kind === 'configmap') return { type: 'configmap', place: parseConfigMapKey(where) };
  const [namespace = '', pod, ...more] = where.split('/');
  if (kind === 'exec' && namespace !== '' && more.length === 0) {
    return { type: 'exec', namespace: parseName(namespace), pod: pod === undefined ? undefined : parseName(pod) };
  }
  throw new SyntaxError(
    `"${text}" is no place for leases; write configmap:NAMESPACE/NAME, exec:NAMESPACE/POD, exec:NAMESPACE or file:PATH`,
  );
}

/** `NAMESPACE/NAME[:KEY]` */
export function parseConfigMapKey(text: string): ConfigMapKey {
  const [, namespace, name, , key = usualPlace.key] = /^([^/:]+)\/([^/:]+)(:(.*))?$/s.exec(text) ?? [];
  if (namespace === undefined || name === undefined) {
    throw new SyntaxError(`"${text}" is not a ConfigMap; write it as NAMESPACE/NAME, or NAMESPACE/NAME:KEY`);
  }
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) {
    throw new SyntaxError(
      `"${key}" is not a key of a ConfigMap; keys have letters, digits, dots, dashes and underscores`,
    );
  }
  return { namespace: parseName(namespace), name: parseName(name), key };
}

/** Ranges as dnsmasq takes them, parted by spaces or semicolons: a comma is part of a range. */
export function parseRanges(text: string): readonly string[] {
  return parseText(text)
    .split(/[\s;]+/u)
    .filter((range) => range !== '');
}
