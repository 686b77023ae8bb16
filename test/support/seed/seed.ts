import type { KubeObject } from '../api/api.ts';
import { pathOf } from '../api/discovery.ts';
import type { ManagementCluster } from '../control-plane/management-cluster.ts';
import { ensureNamespace } from '../fixtures/namespaces.ts';
import { dockerClusterRecipes } from './docker-cluster.ts';
import { write } from './patient-api.ts';
import { ownershipFlags, type Recipe } from './recipe.ts';

export interface SeedOptions {
  readonly namespace: string;
  readonly count: number;
  /** Default: `cluster-00`, `cluster-01`, … */
  readonly name?: (at: number) => string;
  /** Default: 3. */
  readonly controlPlanes?: number;
  /** Default: 3. */
  readonly workers?: number;
  readonly version?: string;
  /** How many clusters are made at the same time. */
  readonly concurrency?: number;
}

/** With the default machines, the number of objects of one seeded cluster. */
export const objectsPerCluster = 37;

/**
 * Makes finished CAPD clusters as the real controllers leave them: owner references, finalizers, provider IDs, Secrets,
 * status with conditions, field managers. Returns all objects as they are in the end.
 */
export async function seedClusters(plane: ManagementCluster, options: SeedOptions): Promise<readonly KubeObject[]> {
  const { namespace, count, controlPlanes = 3, workers = 3, version = 'v1.33.0', concurrency = 6 } = options;
  const nameOf = options.name ?? ((at: number): string => `cluster-${String(at).padStart(2, '0')}`);
  await ensureNamespace(plane, namespace);
  const shapes = Array.from({ length: count }, (_, at) => ({
    name: nameOf(at),
    controlPlanes,
    workers,
    version,
    subnet: at % 250,
  }));
  const made: KubeObject[] = [];
  const next = shapes.values();
  await Promise.all(
    Array.from({ length: Math.min(concurrency, count) }, async () => {
      for (const shape of next) made.push(...(await seedOne(plane, namespace, dockerClusterRecipes(shape))));
    }),
  );
  return made;
}

/** Every object starts as soon as its owner has its UID. */
async function seedOne(
  plane: ManagementCluster,
  namespace: string,
  recipes: readonly Recipe[],
): Promise<readonly KubeObject[]> {
  const created = new Map<string, Promise<KubeObject>>();
  const finished: Promise<KubeObject>[] = [];
  for (const recipe of recipes) {
    const owner = recipe.owner === undefined ? undefined : created.get(recipe.owner);
    const object = (async () => create(plane, namespace, recipe, await owner))();
    created.set(recipe.key, object);
    finished.push(object.then((made) => finish(plane, namespace, recipe, made)));
  }
  return Promise.all(finished);
}

async function create(
  plane: ManagementCluster,
  namespace: string,
  recipe: Recipe,
  owner: KubeObject | undefined,
): Promise<KubeObject> {
  const resource = await plane.kinds.find(recipe.kind);
  const object = {
    apiVersion: resource.apiVersion,
    kind: recipe.kind,
    metadata: {
      name: recipe.name,
      namespace,
      labels: recipe.labels,
      annotations: recipe.annotations,
      ...(owner === undefined
        ? {}
        : {
            ownerReferences: [
              {
                apiVersion: owner.apiVersion,
                kind: owner.kind,
                name: owner.metadata.name,
                uid: owner.metadata.uid,
                ...ownershipFlags[recipe.ownership],
              },
            ],
          }),
    },
    ...recipe.fields,
  };
  const { manager, apply } = recipe.creator;
  const query = `?fieldManager=${manager}&fieldValidation=Strict`;
  if (!apply) return write(plane.api, 'POST', pathOf(resource, namespace), object, { query });
  return write(plane.api, 'PATCH', pathOf(resource, namespace, recipe.name), object, {
    query,
    headers: { 'content-type': 'application/apply-patch+yaml' },
  });
}

async function finish(
  plane: ManagementCluster,
  namespace: string,
  recipe: Recipe,
  made: KubeObject,
): Promise<KubeObject> {
  const resource = await plane.kinds.find(recipe.kind);
  const query = '?fieldManager=manager&fieldValidation=Strict';
  let object = made;
  if (recipe.adopted !== undefined) {
    const { finalizers, spec } = recipe.adopted;
    const patch = {
      ...(finalizers === undefined ? {} : { metadata: { finalizers } }),
      ...(spec === undefined ? {} : { spec }),
    };
    object = await write(plane.api, 'PATCH', pathOf(resource, namespace, recipe.name), patch, { query });
  }
  if (recipe.status === undefined) return object;
  const status = recipe.status(object.metadata.generation ?? 1);
  return write(plane.api, 'PATCH', pathOf(resource, namespace, recipe.name, 'status'), { status }, { query });
}
