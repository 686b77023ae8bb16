import { assignmentName } from '../shards/assignment.ts';
import { labelsOf } from './job.ts';
import type { JobRole, JobSettings } from './settings.ts';

type Json = Readonly<Record<string, unknown>>;

const rbac = 'rbac.authorization.k8s.io';

/** Who the pod is, what it may do for the move, and what for its report. */
export function accessObjects(settings: JobSettings): readonly Json[] {
  const { name, namespace } = settings;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels: labelsOf(name) } },
    ...settings.roles.flatMap((role) => roleAndBinding(settings, name, role)),
    ...roleAndBinding(settings, `${name}-report`, { namespace, rules: reportRules(settings) }),
  ];
}

/** Lists and creates cannot be bound to names; everything else is. */
function reportRules({ name, statusName, shards }: JobSettings): JobRole['rules'] {
  return [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create'] },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: [statusName], verbs: ['get', 'patch'] },
    // Which Clusters each shard moves: made once, and never changed.
    ...(shards === undefined
      ? []
      : [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [assignmentName(name)], verbs: ['get'] }]),
    { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    // Whether the pod that had the move before has ended: then nobody need wait for its Lease.
    { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
  ];
}

function roleAndBinding(settings: JobSettings, name: string, { namespace, rules }: JobRole): readonly Json[] {
  const isWide = namespace === undefined;
  const metadata = { name, ...(isWide ? {} : { namespace }), labels: labelsOf(settings.name) };
  const apiVersion = `${rbac}/v1`;
  const kind = isWide ? 'ClusterRole' : 'Role';
  return [
    { apiVersion, kind, metadata, rules },
    {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: rbac, kind, name },
      subjects: [{ kind: 'ServiceAccount', name: settings.name, namespace: settings.namespace }],
    },
  ];
}
