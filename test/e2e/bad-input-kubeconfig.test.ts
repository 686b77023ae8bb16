import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectRefusal } from '../parity/refusals/refusal.ts';
import { bothSides, runTsmove } from '../parity/tools/tsmove.ts';
import { createAuthority } from '../support/certificates/authority.ts';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { writeKubeconfig, type KubeconfigVariation } from '../support/control-plane/kubeconfig.ts';
import { startPair, type Pair } from '../support/control-plane/start.ts';
import { draw } from '../support/drawing/draw.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startPair({ crds: ['core', 'clusterctl'], controllers: [] });
  await draw(pair.source, 'fleet', 'Cluster/a > Machine/m');
});

afterAll(() => pair.stop());

/** The flags of a move in which one side has another kubeconfig than the right one. */
function flagsWith(side: 'source' | 'target', kubeconfig: string): readonly string[] {
  return [...bothSides(pair, { [side]: kubeconfig }), '--namespace', 'fleet'];
}

async function varied(plane: ControlPlane, variation: KubeconfigVariation): Promise<string> {
  return writeKubeconfig(plane, { file: `varied-${Math.random().toString(36).slice(2)}`, ...variation });
}

async function file(text: string): Promise<string> {
  const path = join(pair.source.directory, `written-${Math.random().toString(36).slice(2)}`);
  await writeFile(path, text);
  return path;
}

describe.each(['source', 'target'] as const)('the kubeconfig of the %s', (side) => {
  test('without the context that is asked for', async () => {
    const flag = side === 'source' ? '--kubeconfig-context' : '--to-kubeconfig-context';
    await expectRefusal(pair, [...flagsWith(side, pair[side].kubeconfig), flag, 'nowhere'], {
      code: 2,
      says: [`kubeconfig ${pair[side].kubeconfig} has no context nowhere; contexts there are: ${side}`],
    });
  });

  test('with an authority that did not sign the certificate of the server', async () => {
    const kubeconfig = await varied(pair[side], { ca: createAuthority('somebody-else').certificate });
    await expectRefusal(pair, flagsWith(side, kubeconfig), {
      code: 1,
      says: [
        `error: ${side} (${pair[side].url}) gave no answer`,
        'its certificate is signed by an authority that is not trusted',
        'to continue: check certificate-authority in the kubeconfig',
      ],
    });
  });

  test('with a token that is not valid, or not any more', async () => {
    const kubeconfig = await varied(pair[side], { user: { token: 'expired' } });
    await expectRefusal(pair, flagsWith(side, kubeconfig), {
      code: 1,
      says: [
        new RegExp(`^error: ${side} answered 401 Unauthorized: Unauthorized$`, 'm'),
        'to continue: the credentials in the kubeconfig are not valid, or have expired',
      ],
    });
  });

  test('with a client certificate of another authority', async () => {
    const certificate = createAuthority('somebody-else').issue({
      commonName: 'admin',
      organisations: ['system:masters'],
    });
    const kubeconfig = await varied(pair[side], { user: { certificate } });
    await expectRefusal(pair, flagsWith(side, kubeconfig), {
      code: 1,
      says: [
        `error: ${side} answered 401 Unauthorized`,
        'the credentials in the kubeconfig are not valid, or have expired',
      ],
    });
  });

  test('with an address where nobody listens', async () => {
    const kubeconfig = await varied(pair[side], { url: 'https://127.0.0.1:1' });
    await expectRefusal(pair, [...flagsWith(side, kubeconfig), '--timeout', '3s'], {
      code: 3,
      says: [`${side}: connection refused; still trying`, /^error: the .*time limit/m],
      within: 8_000,
    });
  });

  test('that does not exist', async () => {
    const path = join(pair.source.directory, 'nothing');
    await expectRefusal(pair, flagsWith(side, path), { code: 2, says: [`error: kubeconfig ${path} does not exist`] });
  });
});

const entries = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'c',
  contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
};
const user = [{ name: 'u', user: { token: 'very-secret-token' } }];

test.each([
  ['is not YAML', 'apiVersion: v1\nkind: Config\nclusters: [\n', 'is not valid YAML in line'],
  ['is some other text', 'very-secret-token', 'is not a kubeconfig: its content is not a mapping'],
  ['is another kind', 'apiVersion: v1\nkind: Pod\n', 'is not a kubeconfig: it holds a v1 Pod, not a v1 Config'],
  ['is empty', '', 'has no current-context'],
  [
    'names a cluster that it does not hold',
    JSON.stringify({ ...entries, clusters: [], users: user }),
    'context c names the cluster k, which is not there',
  ],
  [
    'has a cluster without an address',
    JSON.stringify({ ...entries, clusters: [{ name: 'k', cluster: {} }], users: user }),
    'clusters[0].cluster.server is missing',
  ],
  [
    'has an address that is none',
    JSON.stringify({ ...entries, clusters: [{ name: 'k', cluster: { server: 'ftp://example.test' } }], users: user }),
    'clusters[0].cluster.server is not an https or http URL',
  ],
  [
    'holds a certificate that is none',
    JSON.stringify({
      ...entries,
      clusters: [{ name: 'k', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': '!' } }],
      users: user,
    }),
    'clusters[0].cluster.certificate-authority-data',
  ],
])('a kubeconfig that %s is named, with the field, and none of its secrets', async (_what, text, sentence) => {
  const path = await file(text);
  await expectRefusal(pair, flagsWith('source', path), { code: 2, says: [`error: kubeconfig ${path}`, sentence] });
  const { said } = await runTsmove(['plan', '--kubeconfig', path, '-v', '6']);
  expect(said).not.toContain('very-secret-token');
});

test('a move without a target is told what to give', async () => {
  await expectRefusal(pair, ['--kubeconfig', pair.source.kubeconfig, '--namespace', 'fleet'], {
    code: 2,
    says: ['error: the move has no target: give --to-kubeconfig FILE'],
  });
});
