import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { historyOf, JournalError, type JsonValue, type KubeObject, summarizeMove } from '@tsmove/move-core';
import { mergeCopies } from '../../../packages/move-core/src/journal/cluster/merge.ts';
import { readCopy } from '../../../packages/move-core/src/journal/cluster/read-copy.ts';
import { encodeRecords, highestSeq, readRecords } from '../../../packages/move-core/src/journal/codec.ts';
import { readHolder } from '../../../packages/move-core/src/journal/file/holder.ts';
import type { JournalRecord } from '../../../packages/move-core/src/journal/records.ts';
import { replay } from '../../../packages/move-core/src/journal/replay.ts';
import { parseJson, stringifyJson } from '../../../packages/move-core/src/model/json-codec.ts';
import { fromConfigMap, toConfigMap } from '../../../packages/move-core/src/pivot/record-object.ts';
import { pendingSteps } from '../../../packages/move-core/src/pivot/record.ts';
import { settingsToJson } from '../../../packages/move-core/src/pivot/settings.ts';
import type { ApiServer } from '../../../packages/move-core/src/server/types.ts';
import { movedRecords } from '../../../packages/move-core/src/testing/journal-records.ts';
import { secret } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyBytes, anyText, jsonOf, mutatedBytes, mutatedText } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const records = movedRecords(2);
const bytes = encodeRecords(records, 'x.journal');
const lines = Buffer.from(bytes).toString().trimEnd().split('\n');

function recordAt(at: number): JournalRecord {
  const record = records[at];
  if (record === undefined) throw new RangeError(`there is no record ${at.toString()}`);
  return record;
}

/** A line of a journal with the right sum: whoever can write a journal can work sums out. */
function lineOf(from: number, record: string): string {
  const rest = `"from":${from.toString()},"record":${record}}`;
  return `{"sum":"${createHash('sha256').update(rest).digest('hex').slice(0, 16)}",${rest}`;
}

const journals = fc
  .nat(lines.length - 1)
  .chain((at) =>
    jsonOf(mutatedValue(parseJson(stringifyJson({ ...recordAt(at), because: secret } as unknown as JsonValue)))).map(
      (record) => lines.map((line, number) => (number === at ? lineOf(1, record) : line)).join('\n') + '\n',
    ),
  );
/** Remains of an append that was cut: whole lines, and what is left of others. */
const torn = fc
  .tuple(fc.nat(bytes.length), fc.array(fc.nat(bytes.length), { maxLength: 4 }), fc.nat(700))
  .map(([length, zeros, zeroLength]) => {
    const cut = Buffer.from(bytes.subarray(0, length));
    for (const at of zeros) cut.fill(0, Math.min(at, cut.length), Math.min(at + zeroLength, cut.length));
    return cut;
  });

function chunk(records: string, number = 1): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `journal-move-1-0000${number.toString()}`, uid: 'u', resourceVersion: '7' },
    type: 'tsmove.dev/journal',
    data: { records },
  };
}

const packed = gzipSync(bytes).toString('base64');

async function readCopies(secrets: readonly KubeObject[]): Promise<void> {
  const server = { label: 'source', list: () => Promise.resolve(secrets) } as unknown as ApiServer;
  const copy = await readCopy(server, 'move-1');
  const merged = mergeCopies([copy], 'the journal of move move-1');
  if (merged !== undefined) replay(merged.records);
}

const pivotRecord = await toConfigMap({
  format: 1,
  pivotId: '20260101-000000-abcdef01',
  namespace: 'fleet',
  sourceUid: 's',
  targetUid: 't',
  settings: settingsToJson({ scope: { namespace: 'fleet' } }),
  direction: 'forward',
  steps: { ...pendingSteps(), components: 'doing' },
  holding: 'h',
  beat: 3,
  renewed: '2026-01-01T00:00:00Z',
  durationMs: 30_000,
  sideData: { leases: { data: secret } },
  components: [],
  scaled: [],
  webhooks: [],
});

const holder = { host: 'laptop', pid: 7, boot: 'b', machine: 'm', pidSpace: 'p', began: '12' };

export const journalParsers: readonly Parser[] = [
  parser({
    name: 'journal in a file',
    mutated: mutatedBytes(
      fc.oneof(
        journals.map((text) => Buffer.from(text)),
        torn,
      ),
    ),
    arbitrary: anyBytes,
    read: (input: Uint8Array) => {
      highestSeq(input);
      const read = readRecords(input, 'x.journal');
      if (read.length > input.length) throw new Error('it has read more than there is');
    },
    raises: JournalError,
    names: ['x.journal'],
  }),
  parser({
    name: 'records of a journal, replayed',
    mutated: fc.array(fc.nat(records.length - 1), { maxLength: 40 }),
    arbitrary: fc.shuffledSubarray([...records.keys()]),
    read: (order: readonly number[]) => {
      const some = order.map((at, number) => ({ ...recordAt(at), seq: number + 1 }));
      const reading = { moveId: 'move-1', records: some, torn: false };
      replay(some);
      summarizeMove(reading);
      historyOf(reading);
    },
    raises: JournalError,
    names: ['journal'],
  }),
  parser({
    name: 'journal in a cluster',
    mutated: fc.oneof(
      mutatedValue(chunk(packed)).map((one) => [one as KubeObject]),
      mutatedBytes(
        fc.oneof(
          journals.map((text) => Buffer.from(text)),
          torn,
        ),
      ).map((text) => [chunk(gzipSync(text).toString('base64'))]),
      mutatedBytes(fc.constant<Uint8Array>(gzipSync(bytes))).map((text) => [
        chunk(Buffer.from(text).toString('base64')),
      ]),
    ),
    arbitrary: anyBytes.map((text) => [chunk(Buffer.from(text).toString('base64')), chunk(packed, 2)]),
    read: (secrets: readonly KubeObject[]) =>
      // No API server answers with what has no metadata and no name: the reader of lists refuses that.
      readCopies(secrets.filter((one) => typeof (one as Partial<KubeObject> | null)?.metadata?.name === 'string')),
    raises: JournalError,
    names: ['the journal'],
  }),
  parser({
    name: 'record of a pivot',
    mutated: fc.oneof(
      mutatedText(jsonOf(mutatedValue(await recordIn(pivotRecord)))).map((text) => withRecord(text)),
      mutatedBytes(fc.constant<Uint8Array>(gzipSync('{}'))).map((packedBytes) => withPacked(packedBytes)),
    ),
    arbitrary: anyText.map((text) => withRecord(text)),
    read: (configMap: KubeObject) => fromConfigMap(configMap),
    raises: JournalError,
    names: ['the record of the pivot'],
  }),
  parser({
    name: 'lock of a journal file',
    mutated: mutatedText(jsonOf(mutatedValue(holder))),
    arbitrary: anyText,
    read: (text: string) => readHolder(text),
  }),
];

async function recordIn(configMap: KubeObject): Promise<JsonValue> {
  return parseJson(stringifyJson((await fromConfigMap(configMap)) as unknown as JsonValue));
}

function withRecord(text: string): KubeObject {
  return withPacked(gzipSync(text));
}

function withPacked(record: Uint8Array): KubeObject {
  return { ...pivotRecord, binaryData: { record: Buffer.from(record).toString('base64') } };
}
