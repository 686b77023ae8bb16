import type { LimitedReader } from '../discover/reader.ts';
import type { InventoryItem } from '../discover/snapshot.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';
import { parseVersion } from './version.ts';

const deployments: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
  hasStatus: true,
};

/** Where a Deployment does not tell its version. */
export const unknownVersion = 'unknown';

/** On everything that a provider's release consists of: `cluster-api`, `infrastructure-docker`, `ipam-in-cluster`. */
const providerLabel = 'cluster.x-k8s.io/provider';

/** How a provider's type shows in the value of the label. */
const prefixes: readonly (readonly [prefix: string, type: string])[] = [
  ['bootstrap-', 'BootstrapProvider'],
  ['control-plane-', 'ControlPlaneProvider'],
  ['infrastructure-', 'InfrastructureProvider'],
  ['ipam-', 'IPAMProvider'],
  ['runtime-extension-', 'RuntimeExtensionProvider'],
  ['addon-', 'AddonProvider'],
];

/**
 * What an inventory would say, read from the Deployments of providers that were installed without clusterctl (by its
 * operator, by Helm, by GitOps). The version is the tag of the manager's image; it is `unknownVersion` if the image is
 * named by digest alone, or by a tag that is no version.
 */
export async function readInstalledControllers(side: LimitedReader): Promise<readonly InventoryItem[]> {
  return (await side.list(deployments, { labelSelector: providerLabel })).map((deployment) => {
    const { name, namespace = '', labels = {} } = deployment.metadata;
    const label = labels[providerLabel] ?? '';
    const [prefix = '', type = 'CoreProvider'] = prefixes.find(([start]) => label.startsWith(start)) ?? [];
    return { namespace, name, providerName: label.slice(prefix.length), type, version: versionOf(deployment) };
  });
}

function versionOf(deployment: KubeObject): string {
  const containers = containersOf(deployment);
  const manager =
    containers.find(({ name }) => name === 'manager') ?? (containers.length === 1 ? containers[0] : undefined);
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(typeof manager?.['image'] === 'string' ? manager['image'] : '')?.[1] ?? '';
  return parseVersion(tag) === undefined ? unknownVersion : tag;
}

function containersOf(deployment: KubeObject): readonly JsonObject[] {
  let value: JsonValue | undefined = deployment.spec;
  for (const key of ['template', 'spec', 'containers']) value = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((one) => isJsonObject(one)) : [];
}
