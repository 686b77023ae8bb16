import { journalFormat } from '../../journal/format.ts';
import type { HoldRecord } from '../../journal/records.ts';
import type { LeaseContent } from '../../lock/types.ts';
import { kindKey, type ResourceType } from '../../model/resource-type.ts';
import type { ObjectRef } from '../../model/object-ref.ts';
import type { DiscoveredType } from '../../discover/snapshot.ts';
import type { Plan, PlannedObject } from '../../plan/types.ts';
import { beginLog, type MoveLog } from '../move-log.ts';
import type { RecoverOptions } from '../types.ts';

/** What the clusters themselves tell of a move. */
export interface Findings {
  readonly types: readonly ResourceType[];
  readonly objects: readonly PlannedObject[];
  /** By UID in the source, or, of what is not there any more, in the target. */
  readonly holds: ReadonlyMap<string, HoldRecord>;
}

/** The log of a move whose journal is lost, begun anew from what was found; it is kept nowhere. */
export function recoveryLog(lease: LeaseContent, options: RecoverOptions, findings: Findings): MoveLog {
  const log = beginLog({
    type: 'begun',
    format: journalFormat,
    moveId: lease.moveId,
    by: lease.by,
    source: { url: options.source.url, systemUid: lease.sourceUid },
    target: { url: options.target.url, systemUid: lease.targetUid },
    settings: { awaitPause: false, markReady: false, onFailure: 'stop', allow: {} },
    plan: planOf(lease, options, findings),
  });
  for (const [uid, hold] of findings.holds) log.note({ type: 'held', uid, hold });
  return log;
}

function planOf(lease: LeaseContent, options: RecoverOptions, { types, objects }: Findings): Plan {
  const kinds = new Map(types.map((type) => [kindKey(type), discovered(type)]));
  return {
    formatVersion: lease.scope.targetNamespace === undefined ? 1 : 2,
    scope: lease.scope,
    statusPolicy: 'carry',
    source: { url: options.source.url, systemUid: lease.sourceUid, version: '' },
    types: [...kinds.values()],
    objects,
    groups: [objects.map(({ uid }) => uid)],
    leftBehind: [],
    diagnostics: [],
  };
}

function discovered(type: ResourceType): DiscoveredType {
  const { group, version, kind, plural, namespaced, hasStatus } = type;
  return {
    ...{ group, version, kind, plural, namespaced, hasStatus },
    moveLabel: false,
    moveHierarchyLabel: false,
    labelled: true,
  };
}

/** An object of a move that is known only by being where it is. */
export function foundObject(ref: ObjectRef, uid: string, owners: readonly string[]): PlannedObject {
  return {
    ref,
    uid,
    resourceVersion: '',
    fate: 'move',
    owners,
    softOwners: [],
    droppedOwners: [],
    clusters: [],
    group: 0,
    status: 'none',
  };
}
