import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { knownTypes, problemsOf } from '../support/events/schema.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the schema of the lines and docs/events.md are what their types say', async () => {
  const check = promisify(execFile)(process.execPath, ['scripts/event-schema.js', '--check'], { cwd: root });
  await expect(check).resolves.toMatchObject({ stderr: '' });
}, 120_000);

const ref = { group: '', version: 'v1', kind: 'Secret', namespace: 'fleet', name: 's' };
const event = {
  type: 'object-created',
  formatVersion: 1,
  seq: 3,
  at: '2026-11-21T10:00:00.000Z',
  phase: 'create',
  ref,
};

test.each([
  ['a field that is missing', { ...event, ref: undefined }],
  ['a field that nobody knows', { ...event, data: 'x' }],
  ['a field of another kind', { ...event, seq: '3' }],
  ['a field that an inner object does not have', { ...event, ref: { ...ref, uid: 'x' } }],
  ['a phase that there is not', { ...event, phase: 'levitate' }],
  ['another version', { ...event, formatVersion: 2 }],
  ['a type that nobody knows', { ...event, type: 'object-levitated' }],
])('%s is a problem of a line', (_, line) => {
  expect(problemsOf(JSON.stringify(event))).toEqual([]);
  expect(problemsOf(JSON.stringify(line))).not.toEqual([]);
});

test('both events that wait have a form of their own under the same type', () => {
  const common = { type: 'still-waiting', formatVersion: 1, seq: 1, at: event.at, count: 2, ref };
  expect(problemsOf(JSON.stringify({ ...common, phase: 'wait', because: 'it is not paused' }))).toEqual([]);
  expect(problemsOf(JSON.stringify({ ...common, what: 'pods' }))).toEqual([]);
  expect(problemsOf(JSON.stringify(common))).not.toEqual([]);
  expect(knownTypes.size).toBeGreaterThan(40);
});
