import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dump, load, loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { accessObjects } from '../../packages/cli/src/job/manifest/access.ts';
import { jobObject } from '../../packages/cli/src/job/manifest/job.ts';
import type { JobSettings } from '../../packages/cli/src/job/manifest/settings.ts';
import { renderTemplate } from './chart/render-template.ts';

// `tsmove job render` and the Helm chart must come to the same manifests, whatever the values.

const root = join(import.meta.dirname, '../..');
const chart = join(root, 'packaging/chart/tsmove');
const run = promisify(execFile);

const plain: JobSettings = {
  name: 'tsmove-fleet',
  namespace: 'tsmove-system',
  image: 'registry.example/tsmove:0.1.0',
  pullPolicy: 'IfNotPresent',
  args: ['--to-kubeconfig=/etc/tsmove/other-side/kubeconfig', '--namespace=fleet'],
  secret: 'tsmove-fleet-other-side',
  statusName: 'tsmove-fleet-status',
  metricsPort: undefined,
  shards: undefined,
  parallelism: undefined,
  roles: [],
};

const cases: readonly (readonly [string, JobSettings])[] = [
  ['the least', plain],
  ['shards', { ...plain, shards: 5, parallelism: 2 }],
  [
    'roles, metrics, and texts that YAML would take for something else',
    {
      ...plain,
      args: ['--namespace=fleet', '--metrics=:9090', 'true', "it's: #1"],
      metricsPort: 9090,
      roles: [
        {
          namespace: undefined,
          rules: [{ apiGroups: [''], resources: ['namespaces'], resourceNames: ['a'], verbs: ['get'] }],
        },
        {
          namespace: 'fleet',
          rules: [
            { apiGroups: ['cluster.x-k8s.io'], resources: ['machines', 'machines/status'], verbs: ['get', 'update'] },
            { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
          ],
        },
      ],
    },
  ],
];

function objectsIn(texts: readonly string[]): readonly unknown[] {
  return sorted(texts.flatMap((text) => loadAll(text)).filter((object) => object !== null && object !== undefined));
}

function sorted(objects: readonly unknown[]): readonly unknown[] {
  const key = (object: unknown): string => {
    const { kind, metadata } = object as { kind: string; metadata: { namespace?: string; name: string } };
    return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
  };
  return [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const rendered = (settings: JobSettings): readonly unknown[] =>
  sorted(JSON.parse(JSON.stringify([...accessObjects(settings), jobObject(settings)])) as unknown[]);

test('the templates are what scripts/render-chart.js makes of the manifests', async () => {
  await run(process.execPath, [join(root, 'scripts/render-chart.js'), '--check']);
});

test('the values that the chart names are those that tsmove job render prints', async () => {
  const values = load(await readFile(join(chart, 'values.yaml'), 'utf8')) as object;
  expect(Object.keys(values).sort()).toEqual(Object.keys(plain).sort());
});

describe.each(cases)('with %s', (_name, settings) => {
  test('the chart comes to what tsmove job render prints', async () => {
    const values = JSON.parse(JSON.stringify(settings)) as Readonly<Record<string, unknown>>;
    const texts = await Promise.all(
      ['access', 'job'].map(async (name) =>
        renderTemplate(await readFile(join(chart, `templates/${name}.yaml`), 'utf8'), { Values: values }),
      ),
    );
    expect(objectsIn(texts)).toEqual(rendered(settings));
  });

  // The renderer above knows only what these templates use; where there is a Helm, it has the last word.
  test.skipIf(process.env['TSMOVE_TEST_HELM'] === undefined)('and so it does by Helm itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsmove-chart-'));
    try {
      const file = join(folder, 'values.yaml');
      await writeFile(file, dump(JSON.parse(JSON.stringify(settings))));
      const helm = process.env['TSMOVE_TEST_HELM'] ?? '';
      const { stdout } = await run(helm, ['template', 'release', chart, '--values', file, '--kube-version', '1.34.0']);
      expect(objectsIn([stdout])).toEqual(rendered(settings));
      await run(helm, ['lint', '--strict', chart, '--values', file, '--kube-version', '1.34.0']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
