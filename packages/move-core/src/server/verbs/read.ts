import { ApiError } from '../../errors.ts';
import type { JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { Requester } from '../request.ts';
import type { CallOptions, ObjectKey } from '../types.ts';
import { expectObject } from './answer.ts';
import { objectPath } from './paths.ts';

/** The object, or undefined if there is none. */
export async function getObject(
  send: Requester,
  label: string,
  type: ResourceType,
  key: ObjectKey,
  options: CallOptions,
): Promise<KubeObject | undefined> {
  const path = objectPath(type, key);
  let found: JsonValue | undefined;
  try {
    found = await send({ method: 'GET', path, ...options });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
  return expectObject(label, path, found);
}
