import type { KubeObject, OwnerReference } from '../api/api.ts';
import { pathOf, type Resource } from '../api/discovery.ts';
import type { ManagementCluster } from '../control-plane/management-cluster.ts';
import { ensureNamespace } from '../fixtures/namespaces.ts';
import { defaultsFor } from './defaults.ts';
import { ownerReference } from './owner-reference.ts';
import { clusterOf, type Place } from './place.ts';
import { generationsOf, parseDrawing, type DrawnRef } from './parse.ts';

/** What a test wants of one object beyond the drawing. Any other field is taken as it stands; `spec` is merged by field. */
export interface Detail {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  /** Owner references besides the drawn ones, for instance to nobody. */
  readonly ownerReferences?: readonly OwnerReference[];
  /** Replaces the default status; null writes none. */
  readonly status?: Readonly<Record<string, unknown>> | null;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The real objects of a drawing, by the words they were drawn with. */
export interface Drawn {
  readonly names: readonly string[];
  /** As it was when it had been created, status included. */
  of(words: string): KubeObject;
  /** The path of the same object, on this or another API server. */
  pathOf(words: string): string;
  /** As it is now, on this or another API server; undefined when there is none. */
  read(words: string, plane?: ManagementCluster): Promise<KubeObject | undefined>;
}

/**
 * Makes a drawing real: objects with real UIDs, owner references as Cluster API's controllers write them, and a status.
 *
 * @example
 * const fleet = await draw(source, 'fleet', `
 *   Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
 *   ClusterClass/c
 * `, { 'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'] } });
 */
export async function draw(
  plane: ManagementCluster,
  namespace: string,
  text: string,
  details: Readonly<Record<string, Detail>> = {},
): Promise<Drawn> {
  const drawing = parseDrawing(text);
  const unknown = Object.keys(details).filter((words) => !drawing.nodes.has(words));
  if (unknown.length > 0) throw new Error(`not in the drawing: ${unknown.join(', ')}`);

  const places = await placesOf(plane, drawing.nodes);
  for (const { from, to, relation } of drawing.arrows) {
    const [one, other] = [places.get(from), places.get(to)];
    if (one === undefined || other === undefined) continue;
    if (relation === 'means') one.meant.push(other);
    else {
      one.dependents.push(other);
      other.owners.push(one);
    }
  }
  const home = (ref: DrawnRef, resource: Resource): string | undefined =>
    resource.namespaced ? (ref.namespace ?? namespace) : undefined;
  const namespaces = [...drawing.nodes]
    .map(([words, ref]) => home(ref, placeOf(places, words).resource))
    .filter((name) => name !== undefined);
  await Promise.all([...new Set([namespace, ...namespaces])].map((name) => ensureNamespace(plane, name)));

  const objects = new Map<string, KubeObject>();
  const path = (words: string): string => {
    const ref = drawing.nodes.get(words);
    if (ref === undefined) throw new Error(`not in the drawing: ${words}`);
    const { resource } = placeOf(places, words);
    return pathOf(resource, home(ref, resource), ref.name);
  };
  for (const generation of generationsOf(drawing)) {
    await Promise.all(
      generation.map(async (words) => {
        const place = placeOf(places, words);
        const owners = drawing.arrows
          .filter(({ to, relation }) => to === words && relation === 'owns')
          .map(({ from }) => objects.get(from));
        const drawn = owners.flatMap((owner) =>
          owner === undefined ? [] : [ownerReference(owner, place.resource.kind)],
        );
        const object = await create(plane, place, path(words), drawn, details[words] ?? {});
        objects.set(words, object);
      }),
    );
  }
  return {
    names: [...drawing.nodes.keys()],
    of: (words) => {
      const object = objects.get(words);
      if (object === undefined) throw new Error(`not in the drawing: ${words}`);
      return object;
    },
    pathOf: path,
    read: async (words, where = plane) => {
      const answer = await where.api.request('GET', path(words));
      return answer.status === 200 ? (answer.body as KubeObject) : undefined;
    },
  };
}

interface OpenPlace extends Place {
  readonly owners: Place[];
  readonly dependents: Place[];
  readonly meant: Place[];
}

async function placesOf(
  plane: ManagementCluster,
  nodes: ReadonlyMap<string, DrawnRef>,
): Promise<ReadonlyMap<string, OpenPlace>> {
  const places = new Map<string, OpenPlace>();
  for (const [words, { kind, group, name }] of nodes) {
    places.set(words, { resource: await plane.kinds.find(kind, group), name, owners: [], dependents: [], meant: [] });
  }
  return places;
}

function placeOf(places: ReadonlyMap<string, OpenPlace>, words: string): OpenPlace {
  const place = places.get(words);
  if (place === undefined) throw new Error(`not in the drawing: ${words}`);
  return place;
}

async function create(
  plane: ManagementCluster,
  place: Place,
  path: string,
  drawn: readonly OwnerReference[],
  detail: Detail,
): Promise<KubeObject> {
  const { labels, annotations, finalizers, ownerReferences: extra = [], status, spec, ...fields } = detail;
  const { resource } = place;
  const defaults = defaultsFor(place);
  const cluster = clusterOf(place);
  const clusterLabel =
    cluster === undefined || resource.kind === 'Cluster' ? {} : { 'cluster.x-k8s.io/cluster-name': cluster };
  const wantedStatus = status === undefined ? defaults.status : status;
  // Only one owner may be the controller; the first that is drawn is it.
  const references = oneController([...drawn, ...extra]);
  const object = {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    metadata: {
      name: place.name,
      labels: { ...clusterLabel, ...labels },
      annotations: annotations ?? {},
      finalizers: finalizers ?? [],
      ownerReferences: references,
    },
    ...defaults.fields,
    ...fields,
    ...(spec === undefined ? {} : { spec: { ...(defaults.fields['spec'] as object | undefined), ...spec } }),
  };
  const hasStatusPath = resource.subresources.includes('status');
  const collection = path.slice(0, path.lastIndexOf('/'));
  const body =
    hasStatusPath || wantedStatus === undefined || wantedStatus === null ? object : { ...object, status: wantedStatus };
  // Strict: a misspelt field in a test is an error, not a field that is quietly dropped.
  const created = await plane.api.call('POST', `${collection}?fieldValidation=Strict&fieldManager=manager`, body);
  if (!hasStatusPath || wantedStatus === undefined || wantedStatus === null) return created;
  return plane.api.call('PATCH', `${path}/status?fieldValidation=Strict&fieldManager=manager`, {
    status: wantedStatus,
  });
}

function oneController(references: readonly OwnerReference[]): readonly OwnerReference[] {
  const first = references.findIndex(({ controller }) => controller === true);
  return references.map((reference, at) => {
    if (reference.controller !== true || at === first) return reference;
    const { controller: _controller, ...owner } = reference;
    return owner;
  });
}
