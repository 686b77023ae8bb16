import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';

/** CustomResourceDefinitions themselves. */
export const customResourceDefinitions: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
  hasStatus: true,
};

/** One version of a custom resource. */
export interface CustomResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly hasStatus: boolean;
}

/** The few facts of a CustomResourceDefinition that a move needs; the schemas, most of its size, are let go. */
export interface CustomResource {
  /** `<plural>.<group>`. */
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly versions: readonly CustomResourceVersion[];
}

/** Reads a CustomResourceDefinition. Fields that the API server guarantees are taken for granted. */
export function readCustomResource(definition: KubeObject): CustomResource {
  const spec = objectIn(definition.spec);
  const names = objectIn(spec['names']);
  const versions = Array.isArray(spec['versions']) ? (spec['versions'] as readonly JsonValue[]) : [];
  return {
    name: definition.metadata.name,
    group: textIn(spec['group']),
    kind: textIn(names['kind']),
    plural: textIn(names['plural']),
    namespaced: spec['scope'] === 'Namespaced',
    labels: definition.metadata.labels ?? {},
    versions: versions.map((version) => readVersion(objectIn(version))),
  };
}

function readVersion(version: JsonObject): CustomResourceVersion {
  return {
    name: textIn(version['name']),
    served: version['served'] === true,
    storage: version['storage'] === true,
    hasStatus: isJsonObject(objectIn(version['subresources'])['status']),
  };
}

/** The version that objects are stored in; every CustomResourceDefinition has exactly one. */
export function storageVersion(resource: CustomResource): CustomResourceVersion | undefined {
  return resource.versions.find((version) => version.storage);
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textIn(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
