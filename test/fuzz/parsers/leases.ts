import fc from 'fast-check';
import { LockedError, type KubeObject } from '@tsmove/move-core';
import { formatLeases, parseLeases, readDhcpRange, validateLeases } from '@tsmove/providers';
import { readHoldNote } from '../../../packages/move-core/src/model/hold-note.ts';
import { toLease, type LeaseRecord } from '../../../packages/move-core/src/lock/lease-record.ts';
import { fromLease } from '../../../packages/move-core/src/lock/read-record.ts';
import { parseJson } from '../../../packages/move-core/src/model/json-codec.ts';
import { hostileTexts } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyText, jsonOf, mutatedText } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const file = [
  '1767225600 52:54:00:aa:bb:01 172.22.0.10 host-1 01:52:54:00:aa:bb:01',
  '0 06-aa:bb 172.22.0.11 * *',
  'duid 00:01:00:01:2c:aa:bb:cc:52:54:00:aa:bb:01',
  '1767225600 T4660 fd00::10 host-6 00:01:00:01',
  'vendorclass 172.22.0.10 abc',
  '',
].join('\n');

const words = fc.constantFrom(
  ...['0', '1767225600', '99999999999999999999', 'duid', 'vendorclass', 'agent-info', '52:54:00:aa:bb:01', '*', 'T1'],
  ...['172.22.0.10', '10.1', '1.2.3.4.5', 'fd00::1', '::ffff:1.2.3.4', 'fe80::1%eth0', 'a'.repeat(300), '\n', '\n'],
  ...hostileTexts.slice(0, 20),
);

const record: LeaseRecord = {
  ...{ moveId: 'move-1', scope: { namespace: 'fleet', clusters: ['a'] }, epoch: 2, phase: 'create', committed: false },
  ...{
    releasing: false,
    ended: true,
    command: 'move',
    by: { name: 'a', host: 'h', pid: 7, boot: 'b', tool: 't' },
    sourceUid: 's',
  },
  ...{ targetUid: 't', since: '2026-01-01T00:00:00Z', renewed: '2026-01-01T00:00:10Z', durationMs: 30_000 },
  ...{ name: 'move-fleet', holding: 'h', beat: 3 },
};
const lease = toLease(record, { uid: 'u', resourceVersion: '7' });
const content = parseJson(lease.metadata.annotations?.['tsmove.dev/lease'] ?? '');
const withContent = (text: string): KubeObject => ({
  ...lease,
  metadata: { ...lease.metadata, annotations: { 'tsmove.dev/lease': text } },
});

const note = { restore: { spec: { paused: null } }, generation: 3, fate: 'move', managers: [{ manager: 'kubectl' }] };
const withNote = (text: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', annotations: { 'tsmove.dev/hold': text } },
});

export const leaseParsers: readonly Parser[] = [
  parser({
    name: 'DHCP leases',
    mutated: mutatedText(fc.constant(file)),
    arbitrary: fc.oneof(
      anyText,
      fc.array(words, { maxLength: 60 }).map((all) => all.join(' ')),
    ),
    read: (text: string) => {
      const read = parseLeases(text);
      validateLeases(read.leases, { now: 1_767_000_000, ranges: [{ first: '172.22.0.1', last: '172.22.0.99' }] });
      const again = parseLeases(formatLeases(read, { extras: false }));
      if (again.problems.length > 0)
        throw new Error(`what was written is not read: ${again.problems[0]?.message ?? ''}`);
      if (again.leases.length !== read.leases.length) throw new Error('a lease was lost');
    },
  }),
  parser({
    name: 'DHCP range',
    mutated: mutatedText(fc.constantFrom('172.22.0.10,172.22.0.99', '172.22.0.0/24', 'fd00::/64', 'fd00::1,fd00::ff')),
    arbitrary: anyText,
    read: (text: string) => readDhcpRange(text),
  }),
  parser({
    name: 'Lease of a lock',
    mutated: fc.oneof(
      mutatedText(jsonOf(mutatedValue(content))).map(withContent),
      mutatedValue({ ...lease, metadata: undefined, spec: lease.spec ?? null }).map(
        (value) => ({ ...(value as object), metadata: lease.metadata }) as KubeObject,
      ),
    ),
    arbitrary: anyText.map(withContent),
    read: (object: KubeObject) => fromLease('source', object),
    raises: LockedError,
    names: ['the Lease tsmove-system/move-fleet'],
  }),
  parser({
    name: 'note of a hold',
    mutated: mutatedText(jsonOf(mutatedValue(note))).map(withNote),
    arbitrary: anyText.map(withNote),
    read: (object: KubeObject) => readHoldNote(object),
  }),
];
