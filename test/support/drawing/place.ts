import type { Resource } from '../api/discovery.ts';

/** An object of a drawing and what the drawing says about it, for choosing the fields its kind requires. */
export interface Place {
  readonly resource: Resource;
  readonly name: string;
  readonly owners: readonly Place[];
  readonly dependents: readonly Place[];
  /** What it refers to without owning it. */
  readonly meant: readonly Place[];
}

/** The Cluster an object hangs on, by the arrows of the drawing: its label and its `clusterName`. */
export function clusterOf(place: Place, visited: ReadonlySet<Place> = new Set()): string | undefined {
  if (place.resource.kind === 'Cluster' && place.resource.group === 'cluster.x-k8s.io') return place.name;
  if (visited.has(place)) return undefined;
  const on = new Set(visited).add(place);
  for (const owner of place.owners) {
    const found = clusterOf(owner, on);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The first thing it owns that fits. */
export function child(place: Place, fits: (resource: Resource) => boolean): Place | undefined {
  return place.dependents.find(({ resource }) => fits(resource));
}

/** How the fields of Cluster API's kinds refer to an object. */
export function reference(place: Place): { readonly apiGroup: string; readonly kind: string; readonly name: string } {
  return { apiGroup: place.resource.group, kind: place.resource.kind, name: place.name };
}
