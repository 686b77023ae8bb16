import { UsageError } from '../errors.ts';
import { parseJson } from '../model/json-codec.ts';
import type { JsonValue } from '../model/json.ts';
import { deepFreeze } from './freeze.ts';
import { readPlan } from './read-plan.ts';
import type { Plan } from './types.ts';

/** Writes a plan as JSON; the same plan gives the same text. */
export function planToJson(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

/**
 * Reads a plan that `planToJson` wrote. Every field that an executor relies on is checked, and that owners come before
 * their dependents; fields that are not known are dropped. Raises UsageError, naming the place, for anything that is
 * not such a plan, or is of another format version.
 */
export function planFromJson(text: string): Plan {
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new UsageError('the plan is not valid JSON', { code: 'plan-unreadable', cause: error });
  }
  return deepFreeze(readPlan(value));
}
