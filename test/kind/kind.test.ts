import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runStep, written } from './run-step.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { cleanUp, steps } from './steps.ts';
import { missingTools } from './tools.ts';

let folder: string;
let settings: Settings;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kind-exercise-'));
  settings = { ...defaultSettings, folder };
  vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Puts a program in the place of one that is missing here. */
async function pretend(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

const commandsOf = (words: string): readonly string[] =>
  steps.filter(({ says }) => says.includes(words)).flatMap((step) => step.commands(settings).map(written));

test('every step says what it does, and has a command that could be typed', () => {
  for (const step of [...steps, cleanUp]) {
    expect(step.says).toMatch(/^[a-z][^.]+$/u);
    expect(step.commands(settings).length).toBeGreaterThan(0);
  }
  expect(new Set(steps.map(({ says }) => says)).size).toBe(steps.length);
});

test('the engine’s socket is in the bootstrap cluster, and the source is named before the target', () => {
  expect(commandsOf('bootstrap cluster with kind').join()).toContain('/var/run/docker.sock');
  expect(commandsOf('moves the Cluster')).toEqual([
    `tsmove move --kubeconfig ${folder}/bootstrap.kubeconfig --to-kubeconfig ${folder}/management.kubeconfig --namespace default --yes -v 1`,
  ]);
});

test('both sides get the same release of every provider', () => {
  const inits = [...commandsOf('installs Cluster API with'), ...commandsOf('installs Cluster API in')];
  expect(inits).toHaveLength(2);
  const [source, target] = inits.map((line) => line.replaceAll(/--kubeconfig \S+/gu, ''));
  expect(source).toBe(target);
  expect(source).toContain(`docker:${settings.clusterApi}`);
});

test('another network is another command', () => {
  expect(commandsOf('network').join()).toContain('kindnet.yaml');
  settings = { ...settings, cni: 'cilium' };
  expect(commandsOf('network').join()).toMatch(/^cilium install /u);
});

test('nothing is moved before it has settled, and nothing is deleted before the source is empty', () => {
  const at = (words: string): number => steps.findIndex(({ says }) => says.includes(words));
  const order = [
    'Cluster is available, so',
    'installs Cluster API in it',
    'moves the',
    'nothing left',
    'deletes the',
  ].map(at);
  expect(order).not.toContain(-1);
  expect(order).toEqual(order.toSorted((one, other) => one - other));
});

describe('a step', () => {
  const judged = steps.find(({ says }) => says.includes('nothing left'));

  test('is done when what it printed is as it should be', async () => {
    await pretend('kubectl', 'echo "No resources found" >&2');
    const said: string[] = [];
    if (judged !== undefined) await runStep(judged, settings, (text) => said.push(text));
    expect(said.join('')).toMatch(
      /^\$ kubectl get clusters,machines,\S+ --kubeconfig \S+ --all-namespaces\nNo resources found\n$/u,
    );
  });

  test('fails with what it printed when that is something else', async () => {
    await pretend('kubectl', 'echo "default  cluster.cluster.x-k8s.io/management"');
    await expect(judged && runStep(judged, settings, () => undefined)).rejects.toThrow(
      /the step that finds nothing left in the source has failed: objects are left in the source\n.*management/u,
    );
  });

  test('fails with what its command said when that fails', async () => {
    await pretend('kind', 'echo "ERROR: no engine" >&2; exit 3');
    const [first] = steps;
    await expect(first && runStep(first, settings, () => undefined)).rejects.toThrow(
      /bootstrap cluster with kind.* has failed: it ended with 3\nERROR: no engine/u,
    );
  });

  test('hands over its input, its environment, and keeps what is wanted in a file', async () => {
    await pretend('clusterctl', 'echo "topology: $CLUSTER_TOPOLOGY"');
    const generate = steps.find(({ says }) => says.startsWith('writes the manifest'));
    if (generate !== undefined) await runStep(generate, settings, () => undefined);
    expect(await readFile(join(folder, 'management.yaml'), 'utf8')).toBe('topology: true\n');
    await pretend('kind', `cat > ${join(folder, 'config')}`);
    const [first] = steps;
    if (first !== undefined) await runStep(first, settings, () => undefined);
    expect(JSON.parse(await readFile(join(folder, 'config'), 'utf8'))).toMatchObject({ kind: 'Cluster' });
  });
});

test('what is missing is named, with where it is to be had', async () => {
  expect(missingTools({ cni: 'cilium' }, folder).map((line) => line.split(':')[0])).toEqual(
    ['docker', 'kind', 'kubectl', 'clusterctl', 'cilium'].map((name) => `there is no \`${name}\` on the PATH`),
  );
  await Promise.all(['docker', 'kind', 'kubectl', 'clusterctl'].map((name) => pretend(name, 'true')));
  expect(missingTools({ cni: 'kindnet' }, folder)).toEqual([]);
});
