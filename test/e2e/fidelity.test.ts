import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullClusters, metadataSpecimens } from '../parity/fidelity/metadata.ts';
import { connectRaw } from '../parity/fidelity/raw-api.ts';
import { create, fieldsIn, metadataIn, pathOf } from '../parity/fidelity/specimen-text.ts';
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

describe.each(specimens.map((specimen) => [specimen.about, specimen] as const))('%s', (_about, specimen) => {
  test('is in the source as it was meant to be', () => {
    for (const text of specimen.keeps ?? []) expect(before.get(specimen)).toContain(text);
  });

  test('arrives with the very same text in every field', () => {
    expect(fieldsIn(after.get(specimen))).toEqual(fieldsIn(before.get(specimen)));
  });

  test('arrives with the very same text in all of its metadata', () => {
    expect(metadataIn(after.get(specimen))).toEqual(metadataIn(before.get(specimen)));
  });
});
