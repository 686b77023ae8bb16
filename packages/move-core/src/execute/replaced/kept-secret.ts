import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import { defaults } from '../../defaults.ts';
import { VerifyError } from '../../errors.ts';
import { isJsonObject } from '../../model/json.ts';
import { parseJson, stringifyJson } from '../../model/json-codec.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf } from '../../model/object-ref.ts';

/** Names the move on the Secrets that hold what it has replaced. */
export const replacedLabel = 'tsmove.dev/replaced-by';

/** UID, in the target, of the object that a Secret holds as it was. */
const uidAnnotation = 'tsmove.dev/replaced-uid';

/** The API server takes 1 MiB of data in a Secret, and etcd little more in one object. */
const packedLimit = 700 * 1024;

const pack = promisify<Uint8Array, Buffer>(gzip);
const unpack = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** Bytes; more than any object of an API server comes to. */
const largestObject = 16 * 1024 * 1024;

/** By UID, because the object may be gone and made anew under its name. */
export function keptName(moveId: string, targetUid: string): string {
  return `replaced-${moveId}-${createHash('sha256').update(targetUid).digest('hex').slice(0, 20)}`;
}

/**
 * A Secret that holds an object of the target as it is before it is replaced. It never leaves its cluster; there
 * it can be read by whoever may read Secrets in our namespace. Raises VerifyError for one that is too large.
 */
export async function keptSecret(moveId: string, object: KubeObject): Promise<KubeObject> {
  const { uid = '' } = object.metadata;
  const packed = await pack(Buffer.from(stringifyJson(object)));
  if (packed.length > packedLimit) {
    throw new VerifyError('the one in the target is too large to be kept for an undo, so it is not replaced', {
      ref: refOf(object),
      code: 'conflict-refused',
      hint: 'Make the two equal by hand, or remove the one in the target.',
    });
  }
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: keptName(moveId, uid),
      namespace: defaults.systemNamespace,
      labels: { [replacedLabel]: moveId },
      annotations: { [uidAnnotation]: uid },
    },
    type: 'tsmove.dev/replaced',
    data: { object: packed.toString('base64') },
  };
}

/** The object that a Secret holds; undefined if it holds none that can be read. */
export async function objectIn(secret: KubeObject): Promise<KubeObject | undefined> {
  const data = secret['data'];
  const packed = isJsonObject(data) ? data['object'] : undefined;
  if (typeof packed !== 'string') return undefined;
  try {
    const value = parseJson(
      (await unpack(Buffer.from(packed, 'base64'), { maxOutputLength: largestObject })).toString(),
    );
    const isWhole = isJsonObject(value) && isJsonObject(value['metadata']);
    return isWhole && typeof value['kind'] === 'string' ? (value as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}

/** UID of the object that a Secret holds. */
export function keptUid({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[uidAnnotation];
}
