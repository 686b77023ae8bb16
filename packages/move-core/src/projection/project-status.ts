import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';

export interface GenerationMap {
  /** The source object's generation before our pause: a paused controller does not raise what it has observed. */
  readonly sourceBeforePause: number;
  /** The generation that the created object has in the target. */
  readonly target: number;
}

/**
 * The status to write in the target (contract 3): the source's, with every `observedGeneration` in the target's
 * count. One that was up to date before our pause becomes the target's generation; one that lagged says "never
 * observed", so that the controller there looks again. Never is it above the target's generation.
 *
 * "Never observed" is the absent field: Cluster API's own schemas refuse a 0 at the top level of status (minimum 1).
 */
export function projectStatus(status: JsonValue, generations: GenerationMap): JsonValue {
  if (!isJsonObject(status)) return status;
  return Object.fromEntries(
    Object.entries(status).flatMap(([key, value]): [string, JsonValue | undefined][] => {
      if (key === 'observedGeneration') return observed(value, generations);
      if (key === 'conditions' && Array.isArray(value)) {
        return [[key, value.map((one: JsonValue) => projectCondition(one, generations))]];
      }
      // The older and newer condition formats live side by side, nested by contract version.
      if ((key === 'v1beta2' || key === 'v1beta1' || key === 'deprecated') && isJsonObject(value)) {
        return [[key, projectStatus(value, generations)]];
      }
      return [[key, value]];
    }),
  );
}

function projectCondition(condition: JsonValue, generations: GenerationMap): JsonValue {
  if (!isJsonObject(condition)) return condition;
  const rest: [string, JsonValue | undefined][] = Object.entries(condition).flatMap(
    ([key, value]): [string, JsonValue | undefined][] =>
      key === 'observedGeneration' ? observed(value, generations) : [[key, value]],
  );
  const projected: JsonObject = Object.fromEntries(rest);
  return projected;
}

function observed(value: JsonValue | undefined, generations: GenerationMap): [string, JsonValue][] {
  if (typeof value !== 'number') return value === undefined ? [] : [['observedGeneration', value]];
  return value >= generations.sourceBeforePause ? [['observedGeneration', generations.target]] : [];
}
