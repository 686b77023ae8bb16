import type { KubeObject, OwnerReference } from '../api/api.ts';

/**
 * The owner reference that Cluster API's controllers would write. Machines and what stands between them and the Cluster
 * are controllers of what they own and block its owner's deletion; a bootstrap Secret names its KubeadmConfig as controller
 * only; a Cluster is merely an owner, unless it has a topology: then it controls its control plane and infrastructure.
 */
export function ownerReference(owner: KubeObject, dependentKind: string): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: String(owner.metadata.uid),
    ...flags(owner, dependentKind),
  };
}

const controllers: ReadonlySet<string> = new Set([
  'KubeadmControlPlane',
  'MachineDeployment',
  'MachineSet',
  'Machine',
  'MachinePool',
]);

function flags(owner: KubeObject, dependentKind: string): Pick<OwnerReference, 'controller' | 'blockOwnerDeletion'> {
  if (controllers.has(owner.kind)) return { controller: true, blockOwnerDeletion: true };
  if (owner.kind === 'KubeadmConfig') return { controller: true };
  const { topology } = (owner['spec'] ?? {}) as { readonly topology?: unknown };
  const managed = owner.kind === 'Cluster' && topology !== undefined && /(Cluster|ControlPlane)$/.test(dependentKind);
  return managed ? { controller: true, blockOwnerDeletion: true } : {};
}
