import { accessObjects } from '../../../packages/cli/src/job/manifest/access.ts';
import { jobObject } from '../../../packages/cli/src/job/manifest/job.ts';
import type { JobSettings } from '../../../packages/cli/src/job/manifest/settings.ts';
import { loadAll } from 'js-yaml';

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

/** Values that a chart could come to grief over. */
export const cases: readonly (readonly [string, JobSettings])[] = [
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

/** As a values file has them: what is undefined is not there. */
export function valuesOf(settings: JobSettings): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify(settings)) as Readonly<Record<string, unknown>>;
}

/** What `tsmove job render` prints for these. */
export function rendered(settings: JobSettings): readonly unknown[] {
  return sorted(JSON.parse(JSON.stringify([...accessObjects(settings), jobObject(settings)])) as unknown[]);
}

export function objectsIn(texts: readonly string[]): readonly unknown[] {
  return sorted(texts.flatMap((text) => loadAll(text)).filter((object) => object !== null && object !== undefined));
}

function sorted(objects: readonly unknown[]): readonly unknown[] {
  const key = (object: unknown): string => {
    const { kind, metadata } = object as { kind: string; metadata: { namespace?: string; name: string } };
    return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
  };
  return [...objects].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
