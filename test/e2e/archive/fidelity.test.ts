import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullClusters, metadataSpecimens } from '../../parity/fidelity/metadata.ts';
import { connectRaw, type RawApi } from '../../parity/fidelity/raw-api.ts';
import { create, fieldsIn, metadataIn, pathOf } from '../../parity/fidelity/specimen-text.ts';
import { kinds, type Specimen } from '../../parity/fidelity/specimen.ts';
import { valueSpecimens } from '../../parity/fidelity/values.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { makeFolder, requireDone, type Folder } from './folder.ts';

const groups: Readonly<Record<string, readonly Specimen[]>> = {
  specimens: [...valueSpecimens, ...metadataSpecimens],
  'full-clusters': fullClusters,
};
let pair: Pair;
let source: RawApi;
let target: RawApi;

beforeAll(async () => {
  pair = await startPair({ crds: ['core', 'clusterctl'], beforeControllers: (plane) => defineCrd(plane, ...kinds) });
  [source, target] = [connectRaw(pair.source), connectRaw(pair.target)];
});

afterAll(async () => {
  await Promise.all([source[Symbol.asyncDispose](), target[Symbol.asyncDispose]()]);
  await pair.stop();
});

/** To a file and back: both ways must keep every character of every value. */
const ways: Readonly<Record<string, (folder: Folder, namespace: string) => Promise<void>>> = {
  async 'an archive'(folder, namespace) {
    const file = folder.path(`${namespace}.tar`);
    const from = ['--kubeconfig', pair.source.kubeconfig, '-n', namespace, '--skip-pause-ack'];
    requireDone(await folder.tsmove('export', file, '--plain', ...from));
    requireDone(await folder.tsmove('import', file, '--to-kubeconfig', pair.target.kubeconfig));
  },
  async 'a directory'(folder, namespace) {
    const directory = folder.path(namespace);
    await mkdir(directory);
    const from = ['--kubeconfig', pair.source.kubeconfig, '-n', namespace, '--skip-pause-ack'];
    requireDone(await folder.tsmove('move', '--to-directory', directory, ...from));
    const to = ['--to-kubeconfig', pair.target.kubeconfig];
    requireDone(await folder.tsmove('move', '--from-directory', directory, ...to));
  },
};

describe.each(Object.keys(ways))('by %s', (way) => {
  test.each(Object.keys(groups))('every text of namespace %s arrives as it was', async (namespace) => {
    await using folder = await makeFolder();
    await ensureNamespace(pair.source, namespace);
    const before = new Map<Specimen, string>();
    for (const specimen of groups[namespace] ?? []) before.set(specimen, await create(source, specimen));
    await ways[way]?.(folder, namespace);
    for (const [specimen, text] of before) {
      const arrived = await target.call('GET', pathOf(specimen));
      expect(fieldsIn(arrived), specimen.about).toEqual(fieldsIn(text));
      expect(metadataIn(arrived), specimen.about).toEqual(metadataIn(text));
    }
    for (const specimen of before.keys()) await remove(specimen);
  });
});

/** For the next way, under the same names. */
async function remove(specimen: Specimen): Promise<void> {
  for (const { api } of pair.both) {
    await api.call('PATCH', pathOf(specimen), { metadata: { finalizers: null } });
    await api.call('DELETE', pathOf(specimen));
  }
}
