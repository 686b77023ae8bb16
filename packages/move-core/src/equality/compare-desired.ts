import type { KubeObject } from '../model/kube-object.ts';
import { refOf } from '../model/object-ref.ts';
import { compareValues } from './compare-values.ts';
import type { Difference } from './difference.ts';

/** What a user or controller asked for: every top-level field but metadata and status. */
export function compareDesired(expected: KubeObject, actual: KubeObject): readonly Difference[] {
  const ref = refOf(expected);
  const fields = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  fields.delete('metadata');
  fields.delete('status');
  return [...fields].flatMap((field) => compareValues(ref, `/${field}`, expected[field], actual[field]));
}
