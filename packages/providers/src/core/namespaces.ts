import type {
  Diagnostic,
  JsonValue,
  KubeObject,
  NamespacePlaces,
  ObjectIndex,
  Renaming,
} from '@tsmove/move-core/provider';
import { isJsonObject, refOf } from '@tsmove/move-core/provider';
import { groups } from './kinds.ts';
import { isKind } from '../object/group.ts';
import { listAt, valueAt } from '../object/fields.ts';

const inGroup = (group: string, ...kinds: readonly string[]): { readonly group: string; readonly kind: string }[] =>
  kinds.map((kind) => ({ group, kind }));

/** Where Cluster API's objects name namespaces, and where a word that looks like one is none. */
export const namespaces: readonly NamespacePlaces[] = [
  {
    // Of the infrastructure, and the same in the Node of the workload cluster, whatever it is made of.
    kinds: [{}],
    keeps: ['/spec/providerID', '/spec/providerIDList', '/spec/failureDomain', '/status/failureDomains'],
  },
  {
    kinds: inGroup(groups.cluster, 'Cluster'),
    names: ['/spec/topology/classNamespace'],
    keeps: [
      '/spec/topology/class',
      '/spec/topology/workers/machineDeployments/*/class',
      '/spec/topology/workers/machinePools/*/class',
      '/spec/topology/workers/machineDeployments/*/failureDomain',
      '/spec/clusterNetwork',
    ],
  },
  {
    kinds: inGroup(groups.cluster, 'ClusterClass'),
    keeps: ['/spec/workers/machineDeployments/*/class', '/spec/workers/machinePools/*/class'],
  },
  {
    kinds: inGroup(groups.cluster, 'MachineDeployment', 'MachineSet', 'MachinePool'),
    keeps: ['/spec/template/spec/failureDomain', '/spec/failureDomains'],
  },
  {
    // The extension runs where it runs: it does not move, and may be in the moved namespace.
    kinds: inGroup(groups.runtime, 'ExtensionConfig'),
    unclear: ['/spec/clientConfig/service/namespace'],
  },
];

/** The variable in which patches of a ClusterClass find the namespace of a Cluster. */
const namespaceVariable = 'builtin.cluster.namespace';

/**
 * A class whose patches ask for the namespace makes other templates in another one, and every machine would be rolled
 * out anew. What patches outside of the class ask for cannot be seen.
 */
export function* inspectRenamed(object: KubeObject, _index: ObjectIndex, { from, to }: Renaming): Iterable<Diagnostic> {
  if (!isKind(object, groups.cluster, 'ClusterClass')) return;
  const patches = listAt(object.spec, 'patches');
  if (patches.some((patch) => mentionsVariable(patch))) {
    yield {
      code: 'class-uses-namespace',
      severity: 'error',
      passable: false,
      ref: refOf(object),
      message: `its patches use ${namespaceVariable}: with ${to} instead of ${from} they make other templates, and all machines of its Clusters are replaced`,
      remedy: 'Take the variable out of the patches first, or keep the name of the namespace.',
    };
  } else if (patches.some((patch) => valueAt(patch, 'external') !== undefined)) {
    yield {
      code: 'class-patched-elsewhere',
      severity: 'error',
      ref: refOf(object),
      message: `its patches come from a runtime extension, which is told the namespace of a Cluster: if it uses it, all machines are replaced`,
      remedy: 'See that the extension does not use the namespace, then pass --skip-preflight class-patched-elsewhere.',
    };
  }
}

function mentionsVariable(value: JsonValue | undefined): boolean {
  if (typeof value === 'string') return value.includes(namespaceVariable);
  if (Array.isArray(value)) return value.some((entry: JsonValue) => mentionsVariable(entry));
  return isJsonObject(value) && Object.values(value).some((field) => mentionsVariable(field));
}
