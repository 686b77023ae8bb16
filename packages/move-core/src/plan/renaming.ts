import type { Snapshot } from '../discover/snapshot.ts';
import { UsageError, type Diagnostic } from '../errors.ts';
import type { ObjectGraph } from '../graph/types.ts';
import { inspectRenaming } from '../namespace-map/findings.ts';
import { requireMap } from '../namespace-map/require-map.ts';
import type { NamespaceMap } from '../namespace-map/types.ts';
import type { Provider } from '../provider/types.ts';
import { namespaceMapOf } from './arrival.ts';
import type { Placed } from './placement.ts';
import type { PlannedObject, Scope } from './types.ts';

/** Raises UsageError for a map that is none, or of another namespace than the one that is planned. */
export function requireMapOf(namespace: string, map: NamespaceMap): void {
  requireMap(map);
  if (map.from === namespace) return;
  throw new UsageError(`the namespace to move is ${namespace}, and the one to be renamed ${map.from}`, {
    code: 'namespace-map-invalid',
    hint: 'A move is of one namespace: name the same in both places.',
  });
}

/** Whether every mention of a namespace that changes its name is known to be rewritten, or to be something else. */
export function renamingFindings(
  scope: Scope,
  by: {
    readonly graph: ObjectGraph;
    readonly snapshot: Snapshot;
    readonly placed: readonly Placed[];
    readonly objects: readonly PlannedObject[];
    readonly providers: readonly Provider[];
  },
): readonly Diagnostic[] {
  const { graph, snapshot, placed, objects, providers } = by;
  const map = namespaceMapOf(scope);
  if (map === undefined) return [];
  const statusOf = new Map(objects.map(({ uid, status }) => [uid, status]));
  const planned = placed.flatMap(({ node: { object, uid } }) =>
    object === undefined ? [] : [{ object, status: statusOf.get(uid) ?? 'none' }],
  );
  const others = [...snapshot.objects, ...snapshot.elsewhere].filter(
    ({ metadata: { uid = '', namespace } }) => !statusOf.has(uid) && namespace !== map.from,
  );
  return inspectRenaming(map, planned, others, { providers, index: graph.index });
}
