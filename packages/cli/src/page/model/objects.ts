import { formatRef, type Diagnostic, type ObjectRef } from '@tsmove/move-core';
import type { GraphEdge } from './graph-document.ts';
import type { PageFinding, PageObject } from './page.ts';

/** A reference as an object of a page carries it. */
export function refFields({
  group,
  version,
  kind,
  namespace,
  name,
}: ObjectRef): Pick<PageObject, 'kind' | 'group' | 'version' | 'namespace' | 'name'> {
  return {
    kind,
    ...(group === '' ? {} : { group }),
    version,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** Equal for two references exactly if they name the same object. */
export function keyOf({ group, kind, namespace, name }: Omit<ObjectRef, 'version'>): string {
  return `${group}|${kind}|${namespace ?? ''}|${name}`;
}

/** Objects with what each depends on. Edges to and from what is not on the page are left out. */
export function withOwners(objects: readonly PageObject[], edges: readonly GraphEdge[]): readonly PageObject[] {
  const positions = new Map(objects.flatMap(({ uid }, position) => (uid === undefined ? [] : [[uid, position]])));
  const owners = objects.map((): [number, GraphEdge['relation']][] => []);
  for (const { owner, dependent, relation } of edges) {
    const from = positions.get(owner);
    const to = positions.get(dependent);
    if (from !== undefined && to !== undefined && from !== to) owners[to]?.push([from, relation]);
  }
  return objects.map((object, position) => {
    const own = owners[position] ?? [];
    return own.length === 0 ? object : { ...object, owners: own.sort(([a], [b]) => a - b) };
  });
}

const severities: readonly Diagnostic['severity'][] = ['error', 'warning', 'info'];

/** Findings as a page shows them, errors first. */
export function pageFindings(findings: readonly Diagnostic[], objects: readonly PageObject[]): readonly PageFinding[] {
  const positions = new Map(objects.map((one, position) => [keyOf({ ...one, group: one.group ?? '' }), position]));
  return findings
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
    .map(({ severity, code, ref, message, remedy }) => {
      const object = ref === undefined ? undefined : positions.get(keyOf(ref));
      return {
        severity,
        code,
        ...(ref === undefined ? {} : { about: formatRef(ref) }),
        ...(object === undefined ? {} : { object }),
        message,
        ...(remedy === undefined ? {} : { remedy }),
      };
    });
}
