import { refOf, type Diagnostic, type KubeObject, type ObjectIndex, type Renaming } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';

/** Values are made from the Cluster: with its namespace in them, every release would be upgraded. */
export function* inspectRenamed(object: KubeObject, _index: ObjectIndex, { from, to }: Renaming): Iterable<Diagnostic> {
  if (!isKind(object, groups.addons, 'HelmChartProxy')) return;
  const template = textAt(object.spec, 'valuesTemplate');
  if (template === undefined || !/\.metadata\.namespace\b/u.test(template)) return;
  yield {
    code: 'values-use-namespace',
    severity: 'error',
    ref: refOf(object),
    message: `spec.valuesTemplate uses the namespace of an object: with ${to} instead of ${from} its releases are upgraded`,
    remedy: 'If the upgrade is in order, pass --skip-preflight values-use-namespace.',
  };
}
