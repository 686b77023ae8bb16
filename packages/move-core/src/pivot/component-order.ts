import { UsageError } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { compareRefs, refKey, refOf } from '../model/object-ref.ts';

/** When a component is applied: what others need comes first. */
export type ComponentWave = 'namespaces' | 'definitions' | 'basics' | 'custom' | 'workloads' | 'webhooks';

export const waves: readonly ComponentWave[] = [
  'namespaces',
  'definitions',
  'basics',
  'custom',
  'workloads',
  // Once they are there, writes that they judge need their servers.
  'webhooks',
];

const workloadKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod']);
const webhookKinds: ReadonlySet<string> = new Set([
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

export function waveOf(object: KubeObject): ComponentWave {
  const { group, kind } = refOf(object);
  if (group === '' && kind === 'Namespace') return 'namespaces';
  if (kind === 'CustomResourceDefinition') return 'definitions';
  if (webhookKinds.has(kind)) return 'webhooks';
  if (workloadKinds.has(kind)) return 'workloads';
  // Groups of Kubernetes' own have no dot, or end in k8s.io without being anybody's project.
  return isBuiltIn(group) ? 'basics' : 'custom';
}

const builtInDotted: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

function isBuiltIn(group: string): boolean {
  return !group.includes('.') || builtInDotted.has(group);
}

/** Components in the order in which they are applied; total. Raises UsageError for one that is there twice. */
export function orderComponents(components: readonly KubeObject[]): readonly KubeObject[] {
  const seen = new Set<string>();
  for (const component of components) {
    const ref = refOf(component);
    if (seen.has(refKey(ref))) {
      throw new UsageError('it is among the components twice', {
        ref,
        code: 'component-twice',
        hint: 'Leave one of the two out: which of them was meant cannot be told.',
      });
    }
    seen.add(refKey(ref));
  }
  return [...components].sort(
    (a, b) => waves.indexOf(waveOf(a)) - waves.indexOf(waveOf(b)) || compareRefs(refOf(a), refOf(b)),
  );
}
