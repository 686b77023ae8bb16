import { TransportError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';

/** True for an object with apiVersion, kind and a name. The rest is taken as the API server sent it. */
export function isKubeObject(value: JsonValue | undefined): value is KubeObject {
  if (!isJsonObject(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string')
    return false;
  const metadata = value['metadata'];
  return isJsonObject(metadata) && typeof metadata['name'] === 'string';
}

/**
 * The object in the answer to a read, or with `written` to a write. Raises TransportError if something other than an API
 * server has answered.
 */
export function expectObject(
  label: string,
  path: string,
  value: JsonValue | undefined,
  written?: 'written',
): KubeObject {
  if (isKubeObject(value)) return value;
  throw strangeAnswer(label, path, 'a Kubernetes object', written === 'written');
}

export function expectJsonObject(label: string, path: string, value: JsonValue | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  throw strangeAnswer(label, path, 'a JSON object');
}

export function strangeAnswer(label: string, path: string, expected: string, outcomeUnknown = false): TransportError {
  return new TransportError(`${label} answered ${path} with something that is not ${expected}`, {
    code: 'strange-answer',
    hint: 'check that the kubeconfig names an API server and not something in front of it',
    outcomeUnknown,
  });
}
