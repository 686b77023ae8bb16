import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { readAll } from './objects.ts';

/** What must not change by a move: which Machines there are, what they stand for, and what would roll them out anew. */
export interface Roll {
  readonly machines: Readonly<Record<string, MachineEntry>>;
  readonly machineSets: readonly string[];
  readonly infrastructure: readonly string[];
  readonly controlPlanes: Readonly<Record<string, unknown>>;
  readonly deployments: Readonly<Record<string, unknown>>;
  /** When the resources of each ClusterResourceSet were applied, and their hashes. */
  readonly applied: Readonly<Record<string, unknown>>;
}

interface MachineEntry {
  readonly providerID: unknown;
  readonly node: unknown;
  readonly bootstrap: unknown;
  readonly infrastructure: unknown;
}

interface MachineShape extends KubeObject {
  readonly spec: {
    readonly providerID?: string;
    readonly bootstrap?: { readonly dataSecretName?: string };
    readonly infrastructureRef?: { readonly kind?: string; readonly name?: string };
  };
  readonly status?: { readonly nodeRef?: { readonly name?: string } };
}

/** Reads it off a control plane. */
export async function rollOf(plane: ControlPlane, namespace: string): Promise<Roll> {
  const [machines, sets, infrastructure, controlPlanes, deployments, bindings] = await Promise.all([
    readAll<MachineShape>(plane, 'Machine', namespace),
    readAll(plane, 'MachineSet', namespace),
    readAll(plane, 'DevMachine', namespace),
    readAll(plane, 'KubeadmControlPlane', namespace),
    readAll(plane, 'MachineDeployment', namespace),
    readAll(plane, 'ClusterResourceSetBinding', namespace),
  ]);
  const specs = (objects: readonly KubeObject[]): Readonly<Record<string, unknown>> =>
    Object.fromEntries(objects.map((object) => [object.metadata.name, object['spec']]));
  return {
    machines: Object.fromEntries(
      machines.map(({ metadata, spec, status }) => [
        metadata.name,
        {
          providerID: spec.providerID,
          node: status?.nodeRef?.name,
          bootstrap: spec.bootstrap?.dataSecretName,
          infrastructure: spec.infrastructureRef?.name,
        },
      ]),
    ),
    machineSets: sets.map(({ metadata }) => metadata.name),
    infrastructure: infrastructure.map(({ metadata }) => metadata.name),
    controlPlanes: specs(controlPlanes),
    deployments: specs(deployments),
    applied: specs(bindings),
  };
}
