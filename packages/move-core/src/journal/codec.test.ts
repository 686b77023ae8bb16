import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../errors.ts';
import { parseJson, stringifyJson } from '../model/json-codec.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import {
  anyBody,
  anyRecords,
  begunBody,
  machinesPlan,
  movedRecords,
  numbered,
  uidOf,
} from '../testing/journal-records.ts';
import { encodeRecords, highestSeq, readRecords, type ReadRecords } from './codec.ts';
import { historyOf } from './history.ts';
import type { JournalRecord } from './records.ts';
import { replay } from './replay.ts';
import { summarizeMove } from './summarize.ts';

const place = '/journals/m.journal';
const records = movedRecords(1);
/** Each record an append of its own. */
const appends = records.map((record) => Buffer.from(encodeRecords([record], place)));
const whole = Buffer.concat(appends);

function encode(list: readonly JournalRecord[]): Buffer {
  return Buffer.from(encodeRecords(list, place));
}

function read(bytes: Uint8Array): ReadRecords | JournalError {
  try {
    return readRecords(bytes, place);
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
}

/** A line with a right sum around any record. */
function lineOf(record: JsonValue, from = 1): Buffer {
  const rest = `"from":${from},"record":${stringifyJson(record)}}`;
  return Buffer.from(`{"sum":"${createHash('sha256').update(rest).digest('hex').slice(0, 16)}",${rest}\n`);
}

function jsonOf(record: JournalRecord): JsonObject {
  const value = parseJson(encode([record]).toString());
  const inner = isJsonObject(value) ? value['record'] : undefined;
  if (!isJsonObject(inner)) throw new Error('not an object');
  return inner;
}

describe('records as lines', () => {
  it('are JSON that other programs can read, with what is short first', () => {
    const [begun] = records;
    if (begun === undefined) throw new Error('no record');
    const line = encode([begun]).toString();
    expect(line).toMatch(
      /^\{"sum":"[0-9a-f]{16}","from":1,"record":\{"seq":1,"at":"2026-01-01T00:00:01.000Z","epoch":1,"type"/u,
    );
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });

  it('are read back the same, to the last digit', () => {
    expect(read(whole)).toEqual({ records, torn: false, length: whole.length });
    expect(read(encode(records))).toMatchObject({ records, torn: false });
    expect(read(Buffer.alloc(0))).toEqual({ records: [], torn: false, length: 0 });
  });

  it('are read back the same, whatever is in them', () => {
    fc.assert(
      fc.property(anyRecords, fc.nat(12), (list, cut) => {
        const bytes = Buffer.concat([encode(list.slice(0, cut)), encode(list.slice(cut))]);
        expect(read(bytes)).toEqual({ records: list, torn: false, length: bytes.length });
      }),
      { numRuns: 150 },
    );
  });

  it('never stop a replay, at whatever record they end', () => {
    fc.assert(
      fc.property(anyRecords, (list) => {
        for (let end = 1; end <= list.length; end += 1) {
          const reading = { moveId: 'move-1', records: list.slice(0, end), torn: false };
          const state = replay(reading.records);
          expect(state.seq).toBe(end);
          expect(summarizeMove(reading).objects).toBe(3);
          expect(historyOf(reading).objects).toHaveLength(3);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a journal that was cut short', () => {
  it('ends before its last record, at whatever byte of it', () => {
    const before = whole.length - (appends.at(-1)?.length ?? 0);
    for (let length = before; length < whole.length; length += 1) {
      expect(read(whole.subarray(0, length))).toEqual({
        records: records.slice(0, -1),
        torn: length > before,
        length: before,
      });
    }
  });

  it('ends before the first record that is cut of an append of several', () => {
    const kept = Buffer.concat(appends.slice(0, 4));
    const group = encode(records.slice(4, 8));
    for (let length = 1; length < group.length; length += 1) {
      const found = read(Buffer.concat([kept, group.subarray(0, length)]));
      if (found instanceof JournalError) throw found;
      expect(found.records).toEqual(records.slice(0, found.records.length));
      expect(found.records.length).toBeGreaterThanOrEqual(4);
      expect(found.torn).toBe(kept.length + length > found.length);
    }
  });

  it('ends before blocks that were not written yet when the power went, if nothing was appended after them', () => {
    const kept = Buffer.concat(appends.slice(0, 4));
    const group = encode(records.slice(4, 9));
    for (let start = 0; start < group.length; start += 37) {
      for (const end of [
        start + 1,
        Math.min(start + 64, group.length),
        Math.min(start + 400, group.length),
        group.length,
      ]) {
        const found = read(Buffer.concat([kept, Buffer.from(group).fill(0, start, end)]));
        if (found instanceof JournalError) throw found;
        expect(found.torn).toBe(true);
        expect(found.records).toEqual(records.slice(0, found.records.length));
        expect(found.records.length).toBeGreaterThanOrEqual(4);
      }
    }
    expect(read(Buffer.concat([kept, Buffer.alloc(4096)]))).toMatchObject({ torn: true, length: kept.length });
  });
});

describe('a journal that was damaged', () => {
  it('is never read as another one, whichever byte is flipped', { timeout: 60_000 }, () => {
    const last = whole.length - (appends.at(-1)?.length ?? 0);
    for (let position = 0; position < whole.length; position += 1) {
      const spoilt = Buffer.from(whole);
      spoilt[position] = (spoilt[position] ?? 0) ^ (1 << (position % 8));
      const found = read(spoilt);
      if (found instanceof JournalError) {
        expect(found.code).toBe('journal-damaged');
        continue;
      }
      // Only the very last record can look like one that was never complete.
      expect(position).toBeGreaterThanOrEqual(last);
      expect(found).toEqual({ records: records.slice(0, -1), torn: true, length: last });
    }
  });

  it('says so, and which record it is, if the last line is complete but wrong', () => {
    const spoilt = Buffer.from(whole);
    spoilt[whole.length - 5] = 0x78;
    const found = read(spoilt);
    expect(found).toMatchObject({ code: 'journal-damaged' });
    expect(found).toHaveProperty('message', expect.stringContaining(`${place}: record ${records.length} `));
  });

  it('is damaged where blocks are empty that a later append shows to have been written', () => {
    const spoilt = Buffer.concat(appends.slice(0, 6));
    const start = Buffer.concat(appends.slice(0, 3)).length + 20;
    spoilt.fill(0, start, start + 30);
    expect(read(spoilt)).toMatchObject({ code: 'journal-damaged' });
    expect(read(Buffer.concat([spoilt, Buffer.from('{"sum":"')]))).toMatchObject({ code: 'journal-damaged' });
    expect(highestSeq(spoilt)).toBe(6);
  });

  it('is damaged if a record is missing, doubled or out of order', () => {
    const at = (...numbers: readonly number[]): Buffer =>
      Buffer.concat(numbers.map((number) => appends[number] ?? Buffer.alloc(0)));
    for (const bytes of [at(0, 2), at(0, 1, 1), at(1), at(0, 2, 1)]) {
      expect(read(bytes)).toMatchObject({ code: 'journal-damaged' });
    }
  });

  it('is damaged if a record lacks a field or has another in its place, although its sum is right', () => {
    const all = [...records, ...numbered(fc.sample(anyBody, { seed: 1, numRuns: 80 }))];
    const seen = new Set<string>();
    for (const record of all) {
      const json = { ...jsonOf(record), seq: 1 };
      expect(read(lineOf(json))).not.toBeInstanceOf(JournalError);
      seen.add(record.type);
      for (const key of Object.keys(json)) {
        const isOptional = (key === 'targetUid' && record.type === 'target') || key === 'sourceUid' || key === 'look';
        const without: JsonObject = { ...json, [key]: undefined };
        if (!isOptional) expect(read(lineOf(without))).toMatchObject({ code: 'journal-damaged' });
        expect(read(lineOf({ ...json, [key]: [7] }))).toMatchObject({ code: 'journal-damaged' });
      }
    }
    expect(seen.size).toBe(21);
  });

  it('does not quote what it holds', () => {
    const json = { ...jsonOf(records[2] ?? records[0] ?? fail()), seq: 1, uid: { secret: 'hunter2' } };
    const found = read(lineOf(json));
    expect(found).toMatchObject({
      code: 'journal-damaged',
      message: `${place}: record 1 is not valid: uid should be a text`,
    });
  });
});

describe('a journal of a newer version', () => {
  it('is refused, naming the version that wrote it', () => {
    const json = { ...jsonOf(records[0] ?? fail()), format: 2, plan: 'of another kind' };
    const by = { name: 'a', tool: 'tsmove 3.1.0' };
    expect(read(lineOf({ ...json, by }))).toMatchObject({
      code: 'journal-newer',
      hint: 'Go on with the move with tsmove 3.1.0 or newer.',
    });
    expect(read(lineOf({ ...json, by: undefined }))).toMatchObject({ code: 'journal-newer' });
  });

  it('is refused if it is the plan that is newer', () => {
    const begun = jsonOf(numbered([begunBody(machinesPlan(1))])[0] ?? fail());
    expect(read(lineOf({ ...begun, plan: { formatVersion: 99 } }))).toMatchObject({ code: 'journal-newer' });
  });
});

describe('UIDs of test plans', () => {
  it('are all different', () => {
    expect(new Set(Array.from({ length: 20_000 }, (_, number) => uidOf(number))).size).toBe(20_000);
  });
});

function fail(): never {
  throw new Error('there should be a record');
}
