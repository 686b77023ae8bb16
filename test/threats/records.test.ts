import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  JournalError,
  type KubeObject,
  LockedError,
  planFromJson,
  reviewedPlanFromJson,
  UsageError,
} from '@tsmove/move-core';
import { describe, expect, test } from 'vitest';
import { unpackSecret } from '../../packages/move-core/src/journal/cluster/chunk.ts';
import { highestSeq, readRecords } from '../../packages/move-core/src/journal/codec.ts';
import { fromLease } from '../../packages/move-core/src/lock/read-record.ts';
import { fromConfigMap } from '../../packages/move-core/src/pivot/record-object.ts';

function chunk(records: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'journal-m-00001' }, data: { records } };
}

function pivot(record: Uint8Array): KubeObject {
  const binaryData = { record: Buffer.from(record).toString('base64') };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'p', namespace: 'tsmove-system' }, binaryData };
}

/** A line with a sum that is right, which anybody can work out. */
function line(record: string): Buffer {
  const rest = `"from":1,"record":${record}}`;
  return Buffer.from(`{"sum":"${createHash('sha256').update(rest).digest('hex').slice(0, 16)}",${rest}\n`);
}

describe('a journal that somebody else has written', () => {
  test('and that unpacks to more than a journal has is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024), { level: 1 });
    expect(await unpackSecret(chunk(bomb.toString('base64')))).toBeUndefined();
    expect((await unpackSecret(chunk(gzipSync('abc').toString('base64'))))?.text.toString()).toBe('abc');
  });

  test.each(['}', '[', '{"seq":1', '{"type":"begun","seq":1}', 'null', '['.repeat(100_000)])(
    'with the right sum over %j is damaged, and said to be so',
    (record) => {
      const reading = (): unknown => readRecords(line(record), 'x.journal');
      expect(reading).toThrow(JournalError);
      expect(reading).toThrow('x.journal: record 1');
    },
  );

  test('that seems to begin at 100,000 places is read in time', () => {
    const bytes = Buffer.from(`${'{"sum":"'.repeat(120_000)}\n`);
    const began = performance.now();
    expect(() => readRecords(bytes, 'x.journal')).toThrow(JournalError);
    expect(highestSeq(bytes)).toBe(0);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('the record of a pivot that somebody else has written', () => {
  const whole = {
    ...{ format: 1, pivotId: 'p', namespace: 'fleet', sourceUid: 's', targetUid: 't', settings: {}, direction: 'undo' },
    ...{ holding: 'h', beat: 1, renewed: 'now', durationMs: 1, sideData: {}, scaled: [], webhooks: [] },
    steps: Object.fromEntries(
      [
        'side-data',
        'components',
        'source-ironic',
        'source-controllers',
        'target-ironic',
        'move',
        'checks',
        'clean-up',
      ].map((name) => [name, 'pending']),
    ),
  };

  test.each([
    [[null]],
    [[{}]],
    [[{ ref: { group: '', version: 'v1', kind: 'Node', name: 7 }, type: {}, how: 'create' }]],
  ])('with %j for what it has written to is refused before anything is undone by it', async (components) => {
    await expect(fromConfigMap(pivot(gzipSync(JSON.stringify({ ...whole, components }))))).rejects.toThrow(
      JournalError,
    );
    expect(await fromConfigMap(pivot(gzipSync(JSON.stringify({ ...whole, components: [] }))))).toMatchObject(whole);
  });

  test('and that unpacks to more than a record has is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024), { level: 1 });
    await expect(fromConfigMap(pivot(bomb))).rejects.toThrow(JournalError);
  });
});

describe('nesting without end', () => {
  const deep = '['.repeat(400_000) + ']'.repeat(400_000);

  test('in a plan is refused', () => {
    expect(() => planFromJson(deep)).toThrow(UsageError);
    expect(() => reviewedPlanFromJson(`{"plan":${deep}}`)).toThrow(UsageError);
  });

  test('in a Lease is refused', () => {
    const lease = {
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      metadata: { name: 'move-fleet', uid: 'u', annotations: { 'tsmove.dev/lease': `{"format":1,"x":${deep}}` } },
    };
    expect(() => fromLease('source', lease)).toThrow(LockedError);
  });
});
