import type { KubeObject, ObjectRef, Provider } from '@tsmove/move-core/provider';
import { textAt, valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';
import { relateByReference, type Referrers } from '../object/references.ts';
import { kinds } from './kinds.ts';

const referrers: Referrers = { kinds: [kinds.machine, kinds.machineTemplate], referencesOf: installerTemplatesOf };

/** Installer templates belong to the machines that name them, and so to their Clusters. */
export const relateInstallers: NonNullable<Provider['relate']> = relateByReference(referrers);

/** The K8sInstallerConfigTemplate that a ByoMachine, or a template of one, is installed by. */
export function installerTemplatesOf(object: KubeObject): readonly ObjectRef[] {
  const spec = isKind(object, kinds.machine.group, kinds.machine.kind)
    ? object.spec
    : isKind(object, kinds.machineTemplate.group, kinds.machineTemplate.kind)
      ? valueAt(object.spec, 'template', 'spec')
      : undefined;
  const name = textAt(spec, 'installerRef', 'name');
  const namespace = textAt(spec, 'installerRef', 'namespace') ?? object.metadata.namespace;
  const kind = textAt(spec, 'installerRef', 'kind') ?? kinds.installerTemplate.kind;
  if (name === undefined || namespace === undefined || kind !== kinds.installerTemplate.kind) return [];
  return [{ ...kinds.installerTemplate, version: 'v1beta1', namespace, name }];
}
