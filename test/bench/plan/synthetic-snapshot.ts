import type { DiscoveredType, KubeObject, Snapshot } from '@tsmove/move-core';
import { dockerClusterRecipes } from '../../support/seed/docker-cluster.ts';
import { groups, ownershipFlags, type Recipe } from '../../support/seed/recipe.ts';

const clusterApi = 'cluster.x-k8s.io';

/** The kinds of a seeded cluster, and the groups they are of. */
const groupOf: Readonly<Record<string, string>> = {
  Cluster: clusterApi,
  Machine: clusterApi,
  MachineSet: clusterApi,
  MachineDeployment: clusterApi,
  KubeadmConfig: groups.bootstrap,
  KubeadmConfigTemplate: groups.bootstrap,
  KubeadmControlPlane: groups.controlPlane,
  DockerCluster: groups.infrastructure,
  DockerMachine: groups.infrastructure,
  DockerMachineTemplate: groups.infrastructure,
  Secret: '',
};

const namespace = 'fleet';
/** Names of real clusters differ in few letters, too. */
const template = 'cluster-00000';

/**
 * What discovery would find in a namespace of so many finished clusters, 37 objects each, without any server: the same
 * objects as the benchmark seeds, each with a UID that is made of its cluster's name.
 */
export function syntheticSnapshot(clusters: number): Snapshot {
  const recipes = dockerClusterRecipes({
    name: template,
    controlPlanes: 3,
    workers: 3,
    version: 'v1.33.0',
    subnet: 1,
  });
  const text = JSON.stringify(recipes.map((recipe) => objectOf(recipe, recipes)));
  const objects = Array.from({ length: clusters }, (_, at) => {
    const name = `cluster-${String(at + 1).padStart(5, '0')}`;
    return JSON.parse(text.replaceAll(template, name)) as readonly KubeObject[];
  }).flat();
  return {
    cluster: { url: 'https://source.example', systemUid: 'source', version: 'v1.34.4' },
    namespace,
    types: Object.entries(groupOf).map(([kind, group]) => typeOf(kind, group)),
    objects,
    elsewhere: [],
    dependents: [],
    owners: new Map(),
    inventory: [],
    namespaces: [],
    unlistable: [],
  };
}

function typeOf(kind: string, group: string): DiscoveredType {
  return {
    group,
    version: group === '' ? 'v1' : 'v1beta2',
    kind,
    plural: `${kind.toLowerCase()}s`,
    namespaced: true,
    hasStatus: group !== '' && !kind.endsWith('Template'),
    moveLabel: false,
    moveHierarchyLabel: false,
    labelled: true,
  };
}

function apiVersionOf(kind: string): string {
  const group = groupOf[kind] ?? '';
  return group === '' ? 'v1' : `${group}/v1beta2`;
}

function uidOf({ kind, name }: Recipe): string {
  return `${kind.toLowerCase()}-${name}`;
}

function objectOf(recipe: Recipe, all: readonly Recipe[]): unknown {
  const { kind, name, labels, annotations, fields, adopted, status } = recipe;
  const owner = all.find(({ key }) => key === recipe.owner);
  const { spec = {} } = fields as { readonly spec?: object };
  return {
    apiVersion: apiVersionOf(kind),
    kind,
    metadata: {
      ...{ name, namespace, uid: uidOf(recipe), resourceVersion: '1', generation: 1, labels, annotations },
      ...(adopted?.finalizers === undefined ? {} : { finalizers: adopted.finalizers }),
      ...(owner === undefined
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: apiVersionOf(owner.kind),
                kind: owner.kind,
                name: owner.name,
                uid: uidOf(owner),
                ...ownershipFlags[recipe.ownership],
              },
            ],
          }),
    },
    ...fields,
    ...(kind === 'Secret' ? {} : { spec: { ...spec, ...adopted?.spec } }),
    ...(status === undefined ? {} : { status: status(1) }),
  };
}
