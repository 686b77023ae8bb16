import type { JsonObject, JsonValue } from '../model/json.ts';
import { compareText } from '../model/object-ref.ts';
import { deepEqual } from '../model/deep-equal.ts';

/**
 * True if two lists of managedFields say the same: managers, operations, versions, subresources and owned fields.
 * Times are left out (contract 1), and so is the order.
 */
export function sameManagers(expected: readonly JsonObject[], actual: readonly JsonObject[]): boolean {
  return deepEqual(comparableManagers(expected), comparableManagers(actual));
}

function comparableManagers(entries: readonly JsonObject[]): readonly JsonValue[] {
  return entries
    .map((entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'time')))
    .sort((a, b) => compareText(managerKey(a), managerKey(b)));
}

function managerKey(entry: JsonObject): string {
  return ['manager', 'operation', 'subresource', 'apiVersion'].map((key) => textOf(entry[key])).join('|');
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
