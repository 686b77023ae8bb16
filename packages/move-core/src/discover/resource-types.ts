import type { Provider } from '../provider/types.ts';
import { compareText } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { ServedResource, ServedResources } from '../server/resources/types.ts';
import { preferredResources, servedVersions } from './served.ts';
import { configMaps, secrets } from './core-types.ts';
import {
  customResourceDefinitions,
  readCustomResource,
  storageVersion,
  type CustomResource,
} from './custom-resource.ts';
import { inventoryType } from './inventory.ts';
import { ruleFor } from '../provider/rules.ts';
import type { LimitedReader } from './reader.ts';
import { describeRead, type Refusals } from './refusals.ts';
import type { DiscoveredType } from './snapshot.ts';

/** The label by which clusterctl finds the definitions that take part in a move; its value is irrelevant (B1.1). */
export const clusterctlLabel = 'clusterctl.cluster.x-k8s.io';

const moveLabel = `${clusterctlLabel}/move`;
const moveHierarchyLabel = `${clusterctlLabel}/move-hierarchy`;

/** Definitions are the largest objects of a management cluster, several hundred KB each: few to a page. */
const definitionsPerPage = 20;

/** The custom resources that carry clusterctl's label. */
export async function listLabelledResources(
  reader: LimitedReader,
  refusals: Refusals,
): Promise<readonly CustomResource[]> {
  const definitions = await refusals.attempt(
    describeRead('list', 'customresourcedefinitions.apiextensions.k8s.io', undefined),
    () => reader.list(customResourceDefinitions, { labelSelector: clusterctlLabel, limit: definitionsPerPage }),
    [],
  );
  return definitions.map(readCustomResource);
}

/** One custom resource by the name of its definition, `<plural>.<group>`; undefined if there is none. */
export async function getCustomResource(reader: LimitedReader, name: string): Promise<CustomResource | undefined> {
  const definition = await reader.get(customResourceDefinitions, { name });
  return definition === undefined ? undefined : readCustomResource(definition);
}

/**
 * The types that take part: labelled definitions, Secret and ConfigMap, and what providers ask for without a label.
 * Each at its storage version, so that nothing is lost in a conversion. Sorted by group and kind.
 */
export async function discoverTypes(
  reader: LimitedReader,
  refusals: Refusals,
  from: {
    readonly labelled: readonly CustomResource[];
    readonly served: ServedResources;
    readonly providers: readonly Provider[];
  },
): Promise<readonly DiscoveredType[]> {
  const types = [secrets, configMaps];
  for (const resource of from.labelled) {
    if (kindKey(resource) === kindKey(inventoryType)) continue;
    const type = typeOfCustomResource(resource, true, refusals);
    if (type !== undefined) types.push(type);
  }
  const known = new Set([...types, ...from.labelled, inventoryType].map(kindKey));
  const wanted = preferredResources(from.served, 'list').filter(
    (resource) => !known.has(kindKey(resource)) && ruleFor(from.providers, resource).discover === true,
  );
  const more = await Promise.all(wanted.map((resource) => typeOfServedResource(reader, refusals, resource)));
  return [...types, ...more.flatMap((type) => type ?? [])].sort(compareTypes);
}

/** A kind that is needed although it is not among the discovered types; undefined if the server does not serve it. */
export function locateType(
  reader: LimitedReader,
  refusals: Refusals,
  served: ServedResources,
  of: { readonly group: string; readonly kind: string },
): Promise<DiscoveredType | undefined> {
  const resource = servedVersions(served, of)[0];
  return resource === undefined ? Promise.resolve(undefined) : typeOfServedResource(reader, refusals, resource);
}

/** Order of types: group, kind, version. */
export function compareTypes(a: DiscoveredType, b: DiscoveredType): number {
  return compareText(a.group, b.group) || compareText(a.kind, b.kind) || compareText(a.version, b.version);
}

async function typeOfServedResource(
  reader: LimitedReader,
  refusals: Refusals,
  resource: ServedResource,
): Promise<DiscoveredType | undefined> {
  const name = `${resource.plural}.${resource.group}`;
  const definition = await refusals.attempt(
    `get customresourcedefinitions.apiextensions.k8s.io ${name}`,
    () => (resource.group.includes('.') ? getCustomResource(reader, name) : Promise.resolve(undefined)),
    undefined,
  );
  if (definition !== undefined) return typeOfCustomResource(definition, false, refusals);
  // Built in, or served by an aggregated API: what it is stored in cannot be asked, so the preferred version it is.
  const { group, version, kind, plural, namespaced, hasStatus } = resource;
  return {
    group,
    version,
    kind,
    plural,
    namespaced,
    hasStatus,
    moveLabel: false,
    moveHierarchyLabel: false,
    labelled: false,
  };
}

function typeOfCustomResource(
  resource: CustomResource,
  labelled: boolean,
  refusals: Refusals,
): DiscoveredType | undefined {
  const version = storageVersion(resource);
  if (version?.served !== true) {
    const served = resource.versions.filter((one) => one.served).map((one) => one.name);
    refusals.note(
      `${kindKey(resource)} is stored in ${version?.name ?? 'no version'}, which is not served ` +
        `(served: ${served.length === 0 ? 'none' : served.join(', ')}): its objects cannot be read without loss`,
    );
    return undefined;
  }
  return {
    group: resource.group,
    version: version.name,
    kind: resource.kind,
    plural: resource.plural,
    namespaced: resource.namespaced,
    hasStatus: version.hasStatus,
    moveLabel: moveLabel in resource.labels,
    moveHierarchyLabel: moveHierarchyLabel in resource.labels,
    labelled,
  };
}
