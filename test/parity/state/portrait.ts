import type { KubeObject } from '../../support/api/api.ts';
import { keyOf, type State } from './state.ts';

/** Any JSON value, as tests look at it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What must be known of a pair to portray its objects. */
export interface Model {
  /** Which object each UID belongs to, in the source or in the target, even if it is gone by now. */
  readonly identities: ReadonlyMap<string, string>;
  /** The source before anything was moved. */
  readonly origin: State;
}

/** The same object has one UID in the source and another in the target: in a portrait it must show which is meant. */
export function identitiesIn(states: Readonly<Record<string, State>>): Model['identities'] {
  return new Map(
    Object.entries(states).flatMap(([side, state]) =>
      [...state.values()].map((object) => [String(object.metadata.uid), `${keyOf(object)} (${side})`] as const),
    ),
  );
}

/**
 * An object without what two API servers can never agree on: UIDs, resourceVersions and times. UIDs elsewhere, in owner
 * references and in the record of who manages which of them, are replaced by the object that is meant. The order of
 * owners and of field managers means nothing. What is in Secrets is random, so what counts is whether it is the source's.
 */
export function portraitOf(object: KubeObject, model: Model): Json {
  const {
    uid: _uid,
    resourceVersion: _version,
    creationTimestamp: _time,
    deletionTimestamp,
    ...metadata
  } = object.metadata;
  const { managedFields = [], ownerReferences = [], ...others } = metadata;
  const plain = JSON.parse(
    JSON.stringify({
      ...object,
      ...(object.kind === 'Secret' ? { data: secretData(object, model.origin.get(keyOf(object))) } : {}),
      metadata: {
        ...others,
        ...(deletionTimestamp === undefined ? {} : { deletionTimestamp: 'set' }),
        ownerReferences: Object.fromEntries(ownerReferences.map((owner) => [JSON.stringify(owner), true])),
        managedFields: Object.fromEntries(managedFields.map(managerEntry)),
      },
    }).replaceAll(uidPattern, (uid) => model.identities.get(uid) ?? `nobody (${uid})`),
  ) as Json;
  return plain;
}

const uidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** One entry by what tells it from others; the time is not part of it. */
export function managerEntry(entry: unknown): readonly [who: string, fields: unknown] {
  const {
    manager = '',
    operation = '',
    subresource,
    apiVersion = '',
    fieldsV1,
  } = entry as Readonly<Record<string, unknown>>;
  return [[manager, operation, apiVersion, ...(subresource === undefined ? [] : [subresource])].join(' '), fieldsV1];
}

function secretData(secret: KubeObject, original: KubeObject | undefined): unknown {
  const [data, before] = [secret, original].map((one) => (one?.['data'] ?? {}) as Readonly<Record<string, string>>);
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [
      key,
      value === before?.[key] ? 'as it was in the source' : value,
    ]),
  );
}
