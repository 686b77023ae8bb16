import { describe, expect, it } from 'vitest';
import { accessObjects } from './access.ts';
import { jobObject } from './job.ts';
import type { JobSettings } from './settings.ts';

const settings: JobSettings = {
  name: 'tsmove-fleet',
  namespace: 'tsmove-system',
  image: 'registry.example/tsmove:0.1.0',
  pullPolicy: 'IfNotPresent',
  args: ['--namespace=fleet'],
  secret: 'other',
  statusName: 'tsmove-fleet-status',
  metricsPort: undefined,
  shards: undefined,
  parallelism: undefined,
  roles: [
    { namespace: undefined, rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get'] }] },
    { namespace: 'fleet', rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] },
  ],
};

describe('the Job', () => {
  it('stops where another try comes to the same, and tries again everything else', () => {
    expect(jobObject(settings)).toMatchObject({
      spec: {
        podReplacementPolicy: 'Failed',
        podFailurePolicy: {
          rules: [
            { action: 'FailJob', onExitCodes: { containerName: 'tsmove', operator: 'In', values: [2, 3] } },
            { action: 'Ignore' },
          ],
        },
        template: { spec: { restartPolicy: 'Never' } },
      },
    });
  });

  it('has a pod that is not root, cannot become it, and has nothing to write to', () => {
    expect(jobObject(settings)).toMatchObject({
      spec: {
        template: {
          spec: {
            securityContext: { runAsNonRoot: true, runAsUser: 65_532, fsGroup: 65_532 },
            containers: [
              {
                args: ['job', 'run', '--namespace=fleet'],
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
              },
            ],
            volumes: [{ secret: { secretName: 'other', defaultMode: 0o400 } }],
          },
        },
      },
    });
  });
});

describe('the Job of several shards', () => {
  const sharded = { ...settings, shards: 3, parallelism: 2 };

  it('has a pod for each of them, and one that fails for good takes no other along', () => {
    const { spec } = jobObject(sharded) as { spec: object };
    expect(spec).toMatchObject({
      completionMode: 'Indexed',
      completions: 3,
      parallelism: 2,
      backoffLimitPerIndex: 6,
      podReplacementPolicy: 'Failed',
      podFailurePolicy: { rules: [{ action: 'FailIndex', onExitCodes: { values: [2, 3] } }, { action: 'Ignore' }] },
    });
    expect(spec).not.toHaveProperty('backoffLimit');
  });

  it('may read besides who moves what, and nothing else', () => {
    const rulesOf = (of: JobSettings): readonly object[] => (accessObjects(of).at(-2) as { rules: object[] }).rules;
    const before = rulesOf(settings).map((rule) => JSON.stringify(rule));
    expect(rulesOf(sharded).filter((rule) => !before.includes(JSON.stringify(rule)))).toEqual([
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['tsmove-fleet-shards'], verbs: ['get'] },
    ]);
  });
});

describe('access', () => {
  it('is bound to the ServiceAccount, role by role, where each belongs', () => {
    const objects = accessObjects(settings).map((object) => {
      const { kind, metadata } = object as { kind: string; metadata: { name: string; namespace?: string } };
      return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    });
    expect(objects).toEqual([
      'ServiceAccount tsmove-system/tsmove-fleet',
      'ClusterRole /tsmove-fleet',
      'ClusterRoleBinding /tsmove-fleet',
      'Role fleet/tsmove-fleet',
      'RoleBinding fleet/tsmove-fleet',
      'Role tsmove-system/tsmove-fleet-report',
      'RoleBinding tsmove-system/tsmove-fleet-report',
    ]);
  });

  it('to the report is bound to names wherever it can be', () => {
    expect(accessObjects(settings).at(-2)).toMatchObject({
      rules: [
        { resources: ['configmaps'], verbs: ['create'] },
        { resources: ['configmaps'], resourceNames: ['tsmove-fleet-status'], verbs: ['get', 'patch'] },
        { resources: ['events'], verbs: ['create'] },
        { resources: ['pods'], verbs: ['get'] },
      ],
    });
  });
});
