import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { stringifyJson } from '../model/json-codec.ts';
import { compareText } from '../model/object-ref.ts';
import { orderComponents } from './component-order.ts';
import type { PivotSettings, WorkloadName } from './types.ts';

/**
 * What a pivot that is gone on with must have been given the same. Components are told by a digest: among them may be
 * Secrets, and the record is none.
 */
export function settingsToJson(settings: PivotSettings): JsonObject {
  const { scope, components = [], provisioningInterface } = settings;
  const digest = createHash('sha256');
  for (const object of orderComponents(components)) digest.update(stringifyJson(sorted(object))).update('\n');
  return {
    namespace: scope.namespace,
    clusters: scope.clusters === undefined ? null : [...scope.clusters].sort(compareText),
    keepInSource: (scope.keepInSource ?? []).map(({ group, kind }) => `${kind}.${group}`).sort(compareText),
    status: scope.status ?? 'carry',
    sideData: (settings.sideData ?? []).map(({ name }) => name),
    components: components.length === 0 ? null : digest.digest('hex'),
    forceComponents: settings.forceComponents ?? false,
    provisioningInterface: provisioningInterface ?? null,
    handOverIronic: settings.handOverIronic ?? true,
    ironic: names(settings.ironic),
    scaleDownSource: settings.scaleDownSource ?? false,
    scaleDown: names(settings.scaleDown),
  };
}

function names(workloads: readonly WorkloadName[] = []): readonly string[] {
  return workloads.map(({ namespace, name }) => `${namespace}/${name}`).sort(compareText);
}

/** The same value with keys in order, so that equal objects have equal texts. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as JsonObject)
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([key, one]): [string, JsonValue][] => (one === undefined ? [] : [[key, sorted(one)]])),
  );
}
