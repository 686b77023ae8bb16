import type { KubeObject } from '../../support/api/api.ts';
import { keyOf, type State } from './state.ts';

/** Any JSON value, as tests look at it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Which object each UID belongs to, on either side of a pair and at any time. */
export type Identities = ReadonlyMap<string, string>;

/** The same object has one UID in the source and another in the target, and may have been deleted: all are known here. */
export function identitiesIn(states: Readonly<Record<string, State>>): Identities {
  return new Map(
    Object.entries(states).flatMap(([side, state]) =>
      [...state.values()].map((object) => [String(object.metadata.uid), `${keyOf(object)} (${side})`] as const),
    ),
  );
}

/**
 * An object without what two API servers can never agree on: UIDs, resourceVersions and times. UIDs elsewhere, in owner
 * references and in the record of who manages which of them, are replaced by the object that is meant. Owners and field
 * managers are put in order, for their order means nothing.
 */
export function portraitOf(object: KubeObject, identities: Identities): Json {
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, managedFields, ownerReferences, ...metadata } = object.metadata;
  const named = JSON.parse(
    JSON.stringify({
      ...object,
      metadata: {
        ...metadata,
        ...(metadata.deletionTimestamp === undefined ? {} : { deletionTimestamp: 'set' }),
        ...(ownerReferences === undefined ? {} : { ownerReferences }),
        ...(managedFields === undefined ? {} : { managedFields: managedFields.map(withoutTime) }),
      },
    }).replaceAll(uidPattern, (uid) => identities.get(uid) ?? `nobody (${uid})`),
  ) as Json;
  return inOrder(named);
}

const uidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

function withoutTime(entry: unknown): unknown {
  const { time: _time, ...rest } = entry as { readonly time?: string };
  return rest;
}

/** Lists of owners and of managers, wherever they stand, sorted by what is in them. */
function inOrder(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const ordered = inOrder(inner);
      const sorted = (key === 'ownerReferences' || key === 'managedFields') && Array.isArray(ordered);
      return [key, sorted ? (ordered as readonly Json[]).toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))) : ordered];
    }),
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
