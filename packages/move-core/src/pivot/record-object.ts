import { promisify } from 'node:util';
import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import { defaults } from '../defaults.ts';
import { JournalError } from '../errors.ts';
import { isJsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectKey } from '../server/types.ts';
import { formatRecord, parseRecord, stepNames, type PivotRecord } from './record.ts';

const pack = promisify(gzip);
const unpack = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** A ConfigMap holds 1 MiB, and some of it is metadata. */
const largestRecord = 1_000_000;

/** What a record may unpack to, in bytes: side data and inverse patches pack to a fifth, what is made to fill memory to a thousandth. */
const largestText = 64 * 1024 * 1024;

/** Where the record of a pivot of this namespace is: two of them collide on the API server itself. */
export function recordKey(namespace: string): ObjectKey & { readonly namespace: string } {
  return { namespace: defaults.systemNamespace, name: `tsmove-pivot-${namespace}` };
}

/** A version of the record, to be replaced by the next. */
export interface RecordVersion {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** The ConfigMap that says this; with `basis` it replaces that version and no other. Its `data` is for people. */
export async function toConfigMap(record: PivotRecord, basis?: RecordVersion): Promise<KubeObject> {
  const packed = (await pack(formatRecord(record))).toString('base64');
  if (packed.length > largestRecord) {
    throw new JournalError('the record of the pivot has grown beyond what a ConfigMap holds', {
      code: 'journal-unwritable',
      hint: 'Pivot with fewer components or less side data, and bring the rest into the target by hand.',
    });
  }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...recordKey(record.namespace),
      labels: { 'app.kubernetes.io/managed-by': 'tsmove' },
      ...(basis === undefined ? {} : { uid: basis.uid, resourceVersion: basis.resourceVersion }),
    },
    data: {
      pivot: record.pivotId,
      holder: record.holder === undefined ? '' : `${record.holder.name} (pid ${record.holder.pid.toString()})`,
      renewed: record.renewed,
      steps: stepNames.map((name) => `${name}: ${record.steps[name]}\n`).join(''),
    },
    binaryData: { record: packed },
  };
}

/** Raises JournalError if it is none that this version of tsmove has written. */
export async function fromConfigMap(configMap: KubeObject): Promise<PivotRecord> {
  const { namespace = '', name } = configMap.metadata;
  const place = `the record of the pivot, ConfigMap ${namespace}/${name},`;
  const data = configMap['binaryData'];
  const packed = isJsonObject(data) ? data['record'] : undefined;
  let text = '';
  try {
    if (typeof packed === 'string')
      text = (await unpack(Buffer.from(packed, 'base64'), { maxOutputLength: largestText })).toString();
  } catch {
    // Said below: an empty text is no record either.
  }
  return parseRecord(text, place);
}
