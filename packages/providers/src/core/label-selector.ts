import { isJsonObject, type JsonValue } from '@tsmove/move-core/provider';
import { listAt, textAt, valueAt } from '../object/fields.ts';

/**
 * True if a label selector (matchLabels and matchExpressions, all of which must hold) selects these labels. A selector
 * that is absent or empty selects nothing, as a ClusterResourceSet has it; so does one with an operator that Kubernetes
 * does not know.
 */
export function selectsLabels(selector: JsonValue | undefined, labels: Readonly<Record<string, string>>): boolean {
  const matchLabels = valueAt(selector, 'matchLabels');
  const wanted = isJsonObject(matchLabels) ? Object.entries(matchLabels) : [];
  const expressions = listAt(selector, 'matchExpressions');
  if (wanted.length === 0 && expressions.length === 0) return false;
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    expressions.every((expression) => {
      const key = textAt(expression, 'key') ?? '';
      const values = valueAt(expression, 'values');
      return holds(
        textAt(expression, 'operator'),
        Object.hasOwn(labels, key) ? labels[key] : undefined,
        Array.isArray(values) ? values : [],
      );
    })
  );
}

function holds(operator: string | undefined, label: string | undefined, values: readonly JsonValue[]): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return false;
  }
}
