import { createHash } from 'node:crypto';
import { JournalError, UsageError } from '../errors.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { damaged, unwritable } from './failures.ts';
import { readRecord } from './read-record.ts';
import { journalFormat } from './format.ts';
import type { JournalRecord } from './records.ts';

/** What is in the bytes of a journal. */
export interface ReadRecords {
  readonly records: readonly JournalRecord[];
  /** True if an append at the end was cut short; what was cut is left out. */
  readonly torn: boolean;
  /** How many bytes the records take, from the first on. */
  readonly length: number;
}

/**
 * One line of JSON for each record, all of one append:
 * `{"sum":"<16 hex digits>","from":<seq>,"record":{"seq":…,"at":…,"epoch":…,"type":…,…}}`. `sum` is the beginning of the
 * SHA-256 over everything that follows it in the line, `from` the `seq` of the first record of the append.
 *
 * Raises JournalError (`journal-unwritable`) for a record that could not be read back.
 */
export function encodeRecords(records: readonly JournalRecord[], place: string): Uint8Array {
  const from = records[0]?.seq ?? 0;
  return Buffer.concat(records.flatMap((record) => encodeLine(record, from, place)));
}

/** The line in pieces: that of a large plan is long, and is not to be in memory more often than it has to be. */
function encodeLine({ seq, at, epoch, ...body }: JournalRecord, from: number, place: string): readonly Uint8Array[] {
  // Plans and holds are JSON through and through, which interfaces cannot say. What is short comes first, so that the
  // head of a file tells when the move began.
  const value = { seq, at, epoch, ...body } as unknown as JsonValue;
  const text = stringifyJson(value);
  try {
    // A journal that nobody can read is found out when it is needed, and then it is too late. A plan is looked at as it is:
    // its text parsed again is the largest thing that a move would ever have in memory.
    readRecord({ path: '', value: 'plan' in body ? value : parseJson(text) });
  } catch (error) {
    const hint = 'This is a mistake of the program that made the plan or the record.';
    throw unwritable(`${place}: record ${seq} could not be read back: ${reasonOf(error)}`, { hint, cause: error });
  }
  const rest = Buffer.from(`"from":${from},"record":${text}}`);
  return [Buffer.from(`${opening}${sumOf(rest)}",`), rest, newline];
}

const newline = Buffer.from('\n');
const opening = '{"sum":"';
/** Where in a line the part begins that the sum is over. */
const summedFrom = opening.length + 16 + '",'.length;

function sumOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/**
 * Reads a journal.
 *
 * Only an append that was never acknowledged can be cut short, and it is the last one. Its remains end in the middle of a
 * line, or, where blocks of a file were not written yet when the power went, hold NUL bytes, which no line has. Whatever
 * else does not fit is damage, at the end too: a complete line was acknowledged, for all anybody can tell.
 *
 * @param place what messages call the journal: its path, or `the journal of move x`.
 *
 * Raises JournalError: `journal-damaged`, `journal-newer`.
 */
export function readRecords(bytes: Uint8Array, place: string): ReadRecords {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: JournalRecord[] = [];
  let offset = 0;
  while (offset < buffer.length) {
    const end = buffer.indexOf('\n', offset);
    const line = end < 0 ? undefined : openLine(buffer.subarray(offset, end));
    const number = records.length + 1;
    if (line === undefined) {
      requireTorn(buffer.subarray(offset), number, place);
      return { records, torn: true, length: offset };
    }
    records.push(readLine(line, number, place));
    offset = end + 1;
  }
  return { records, torn: false, length: offset };
}

/** The `seq` of the last record in damaged bytes that can still be made out; 0 if there is none. */
export function highestSeq(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return intactLines(buffer).reduce((highest, { record }) => {
    const seq = isJsonObject(record) ? record['seq'] : undefined;
    return typeof seq === 'number' ? Math.max(highest, seq) : highest;
  }, 0);
}

/** Whether the last record that can be made out says that the move is over. */
export function endsFinished(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const record = intactLines(buffer).at(-1)?.['record'];
  return isJsonObject(record) && record['type'] === 'finished';
}

/** The line without its sum; undefined if the sum is not that of the line. */
function openLine(line: Buffer): JsonObject | undefined {
  if (line.length <= summedFrom || line.subarray(0, opening.length).toString('latin1') !== opening) return undefined;
  const rest = line.subarray(summedFrom);
  if (line.subarray(opening.length, summedFrom).toString('latin1') !== `${sumOf(rest)}",`) return undefined;
  const value = parsed(`{${rest.toString('utf8')}`);
  return isJsonObject(value) ? value : undefined;
}

/** Undefined for what is no JSON: a sum can be worked out for any text. */
function parsed(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function requireTorn(rest: Buffer, number: number, place: string): void {
  const end = rest.indexOf('\n');
  const looksCut = end < 0 || rest.subarray(0, end).includes(0);
  // An append begins only when the one before it is durable.
  const goesOn = intactLines(rest).some(({ from }) => typeof from !== 'number' || from > number);
  if (!looksCut || goesOn) throw damaged(place, number, 'is not what was written: its checksum is wrong');
}

/**
 * At how many places in a line another one may begin. In front of one there may be what was not written, once for each block
 * of the file; to try them all would take hours for a file that somebody has made for it.
 */
const beginningsInLine = 32;

function intactLines(buffer: Buffer): readonly JsonObject[] {
  const lines: JsonObject[] = [];
  for (let from = 0, end = buffer.indexOf('\n'); end >= 0; from = end + 1, end = buffer.indexOf('\n', from)) {
    const whole = buffer.subarray(from, end);
    let start = whole.indexOf(opening);
    for (let tried = 0; start >= 0 && tried < beginningsInLine; tried += 1) {
      const line = openLine(whole.subarray(start));
      if (line !== undefined) {
        lines.push(line);
        break;
      }
      start = whole.indexOf(opening, start + 1);
    }
  }
  return lines;
}

function readLine({ record }: JsonObject, number: number, place: string): JournalRecord {
  refuseNewer(record, place);
  let read: JournalRecord;
  try {
    read = readRecord({ path: '', value: record });
  } catch (error) {
    if (error instanceof UsageError && error.code === 'plan-format') throw newer(place, error.message, undefined);
    throw damaged(place, number, `is not valid: ${reasonOf(error)}`, error);
  }
  if (read.seq !== number) throw damaged(place, number, `is missing: record ${read.seq} is in its place`);
  return read;
}

function refuseNewer(record: JsonValue | undefined, place: string): void {
  if (!isJsonObject(record) || record['type'] !== 'begun') return;
  const { format, by } = record;
  if (typeof format !== 'number' || format <= journalFormat) return;
  const tool = isJsonObject(by) && typeof by['tool'] === 'string' ? by['tool'] : undefined;
  throw newer(place, `it has format ${format}, and this version reads formats up to ${journalFormat}`, tool);
}

function newer(place: string, because: string, tool: string | undefined): JournalError {
  return new JournalError(`${place} was written by a newer version: ${because}`, {
    code: 'journal-newer',
    hint: `Go on with the move with ${tool ?? 'the version that began it'} or newer.`,
  });
}

function reasonOf(error: unknown): string {
  // Plans and records are read in the same way, and only a plan is called one.
  return error instanceof Error ? error.message.replace(/^the plan is not valid: /u, '') : String(error);
}
