import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { membersOf } from '../parity/fidelity/json-members.ts';
import { fullClusters, metadataSpecimens } from '../parity/fidelity/metadata.ts';
import { connectRaw, type RawApi } from '../parity/fidelity/raw-api.ts';
import { kinds, type Specimen } from '../parity/fidelity/specimen.ts';
import { valueSpecimens } from '../parity/fidelity/values.ts';
import { tsmove } from '../parity/tools/tsmove.ts';
import type { Ended } from '../parity/tools/tool.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';
import { ensureNamespace } from '../support/fixtures/namespaces.ts';

const groups: Readonly<Record<string, readonly Specimen[]>> = {
  specimens: [...valueSpecimens, ...metadataSpecimens],
  'full-clusters': fullClusters,
};
const specimens = Object.values(groups).flat();
const before = new Map<Specimen, string>();
const after = new Map<Specimen, string>();
let pair: Pair;
const moves = new Map<string, Ended>();

beforeAll(async () => {
  pair = await startPair({ crds: ['core', 'clusterctl'], beforeControllers: (plane) => defineCrd(plane, ...kinds) });
  await using source = connectRaw(pair.source);
  await using target = connectRaw(pair.target);
  for (const [namespace, members] of Object.entries(groups)) {
    await ensureNamespace(pair.source, namespace);
    for (const specimen of members) before.set(specimen, await create(source, specimen));
    const ended = await tsmove.move(pair, { namespace });
    moves.set(namespace, ended);
    if (ended.code === 0)
      for (const specimen of members) after.set(specimen, await target.call('GET', pathOf(specimen)));
  }
});

afterAll(() => pair.stop());

test.each(Object.keys(groups))('the move of namespace %s succeeds', (namespace) => {
  const ended = moves.get(namespace);
  expect(ended?.code, ended?.said).toBe(0);
});

test('a client that reads numbers as JavaScript does would be found out', () => {
  const numbers = [...before.values()][0] ?? '';
  expect(JSON.stringify(JSON.parse(numbers))).not.toBe(numbers);
});

/** What each API server decides for itself; the name that generateName has led to is there (docs/equality.md). */
const decidedByServer = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'generateName'];

describe.each(specimens.map((specimen) => [specimen.about, specimen] as const))('%s', (_about, specimen) => {
  test('is in the source as it was meant to be', () => {
    for (const text of specimen.keeps ?? []) expect(before.get(specimen)).toContain(text);
  });

  test('arrives with the very same text in every field', () => {
    expect(fieldsOf(after, specimen)).toEqual(fieldsOf(before, specimen));
  });

  test('arrives with the very same text in all of its metadata', () => {
    expect(metadataOf(after, specimen)).toEqual(metadataOf(before, specimen));
  });
});

type Texts = Readonly<Record<string, string>>;

function fieldsOf(state: typeof before, specimen: Specimen): Texts {
  const fields = [...membersOf(state.get(specimen) ?? absent)].filter(([key]) => key !== 'metadata');
  return Object.fromEntries(fields.map(([key, text]) => [key, inBrief(text)]));
}

function metadataOf(state: typeof before, specimen: Specimen): Texts {
  const metadata = membersOf(membersOf(state.get(specimen) ?? absent).get('metadata') ?? '{}');
  const comparable = [...metadata].filter(([key]) => !decidedByServer.includes(key));
  // When a manager wrote last is the only thing about managers that is not kept.
  const timeless = (key: string, text: string): string =>
    key === 'managedFields' ? text.replaceAll(/"time":"[^"]*"/g, '') : text;
  return Object.fromEntries(comparable.map(([key, text]) => [key, inBrief(timeless(key, text))]));
}

const absent = '{"absent":true,"metadata":{"absent":true}}';

/** Nobody wants to see a quarter of a megabyte when a test fails. */
function inBrief(text: string): string {
  if (text.length < 5_000) return text;
  return `${text.slice(0, 100)}… ${text.length} characters, ${createHash('sha256').update(text).digest('hex')}`;
}

function pathOf({ collection, name }: Specimen): string {
  return `${collection}/${name}`;
}

/** Creates a specimen and returns its text as the API server has it in the end. */
async function create(api: RawApi, specimen: Specimen): Promise<string> {
  const { collection, name, metadata, body, status } = specimen;
  const more = metadata === undefined ? '' : `,${metadata}`;
  const created = await api.call('POST', collection, `{"metadata":{"name":"${name}"${more}},${body}}`);
  if (status !== undefined) {
    const head = membersOf(created);
    const written = ['apiVersion', 'kind', 'metadata', 'spec'].map((key) => `"${key}":${head.get(key) ?? '{}'}`);
    await api.call('PUT', `${pathOf(specimen)}/status`, `{${written.join(',')},"status":${status}}`);
  }
  return api.call('GET', pathOf(specimen));
}
