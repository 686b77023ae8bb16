import type {
  MoveEvent,
  MoveEventBody,
  MoveReport,
  ObjectRef,
  Plan,
  PlannedObject,
  ReportEntry,
} from '@tsmove/move-core';

const groups: Readonly<Record<string, string>> = {
  Secret: '',
  ConfigMap: '',
  Metal3Machine: 'infrastructure.cluster.x-k8s.io',
};

/** `Machine fleet/m1` as a reference. */
export function ref(text: string): ObjectRef {
  const [kind = '', path = ''] = text.split(' ');
  const [namespace, name] = path.includes('/') ? path.split('/') : [undefined, path];
  const group = groups[kind] ?? 'cluster.x-k8s.io';
  return {
    group,
    version: group === '' ? 'v1' : 'v1beta2',
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

export function planned(text: string, group: number, more: Partial<PlannedObject> = {}): PlannedObject {
  return {
    ref: ref(text),
    uid: `uid of ${text}`,
    resourceVersion: '1',
    fate: 'move',
    owners: [],
    softOwners: [],
    droppedOwners: [],
    clusters: [],
    group,
    status: 'carry',
    ...more,
  };
}

/** Namespace fleet: a class that another namespace uses, a Cluster with a Machine and a Secret, and one left behind. */
export function samplePlan(more: Partial<Plan> = {}): Plan {
  const objects = more.objects ?? [
    planned('ClusterClass fleet/standard', 0, { fate: 'copy', because: 'Cluster other/x uses it' }),
    planned('Cluster fleet/prod', 1),
    planned('Machine fleet/prod-0', 2, { droppedOwners: [{ ref: ref('Secret fleet/prod-shim'), uid: 'gone' }] }),
    planned('Secret fleet/prod-ca', 2, { status: 'none' }),
  ];
  return {
    formatVersion: 1,
    scope: { namespace: 'fleet' },
    statusPolicy: 'carry',
    source: { url: 'https://source:6443', systemUid: 'u', version: 'v1.34.4' },
    types: [],
    groups: [],
    leftBehind: [
      { ref: ref('ConfigMap fleet/notes'), uid: 'n', because: 'it belongs to no Cluster', collected: false },
    ],
    diagnostics: [],
    ...more,
    objects,
  };
}

export function sampleReport(more: Partial<MoveReport> = {}): MoveReport {
  return {
    formatVersion: 1,
    moveId: 'm-1',
    outcome: 'moved',
    namespace: 'fleet',
    startedAt: '2026-11-21T10:00:00.000Z',
    elapsedMs: 3_400,
    committed: true,
    released: true,
    createdNamespaces: [],
    entries: [entry('Cluster fleet/prod', 'sealed', 'retired'), entry('Machine fleet/prod-0', 'sealed', 'retired')],
    addedByTarget: [],
    sourceChecks: [],
    counts: { moved: 3, copied: 1, adopted: 0 },
    ...more,
  };
}

export function entry(
  text: string,
  target: ReportEntry['target'],
  source: ReportEntry['source'],
  more: Partial<ReportEntry> = {},
): ReportEntry {
  return { ref: ref(text), fate: 'move', target, source, ...more };
}

/** Events with their numbers and times, as they come from a move. */
export function eventsOf(bodies: readonly MoveEventBody[]): readonly MoveEvent[] {
  return bodies.map((body, index) => ({ ...body, seq: index + 1, at: '2026-11-21T10:00:00.000Z' }));
}

/** A whole move of a Cluster and a Machine, as the library reports it. */
export const sampleEvents: readonly MoveEventBody[] = [
  { type: 'move-started', moveId: 'm-1', total: 2, namespace: 'fleet' },
  { type: 'phase-started', phase: 'preflight', total: 2 },
  {
    type: 'diagnostic',
    diagnostic: { code: 'provider-older', severity: 'warning', message: 'metal3 is older in the target' },
  },
  { type: 'phase-finished', phase: 'preflight', elapsedMs: 210 },
  { type: 'phase-started', phase: 'hold', total: 1 },
  { type: 'object-paused', side: 'source', ref: ref('Cluster fleet/prod') },
  { type: 'phase-finished', phase: 'hold', elapsedMs: 40 },
  { type: 'phase-started', phase: 'wait', total: 2 },
  { type: 'object-blocked', ref: ref('Machine fleet/prod-0'), because: 'its controller has not confirmed the pause' },
  { type: 'phase-finished', phase: 'wait', elapsedMs: 1_200 },
  { type: 'phase-started', phase: 'create', total: 2 },
  { type: 'namespace-created', name: 'fleet' },
  { type: 'object-created', ref: ref('Cluster fleet/prod') },
  { type: 'status-written', ref: ref('Cluster fleet/prod') },
  { type: 'object-ready', ref: ref('Cluster fleet/prod') },
  { type: 'object-created', ref: ref('Machine fleet/prod-0') },
  { type: 'object-ready', ref: ref('Machine fleet/prod-0') },
  { type: 'phase-finished', phase: 'create', elapsedMs: 900 },
  { type: 'phase-started', phase: 'verify', total: 2 },
  { type: 'object-verified', ref: ref('Cluster fleet/prod') },
  { type: 'object-verified', ref: ref('Machine fleet/prod-0') },
  { type: 'phase-finished', phase: 'verify', elapsedMs: 60 },
  { type: 'committed' },
  { type: 'phase-started', phase: 'seal', total: 2 },
  { type: 'object-sealed', ref: ref('Cluster fleet/prod') },
  { type: 'object-sealed', ref: ref('Machine fleet/prod-0') },
  { type: 'phase-finished', phase: 'seal', elapsedMs: 30 },
  { type: 'phase-started', phase: 'retire', total: 2 },
  { type: 'object-deleted', ref: ref('Machine fleet/prod-0') },
  { type: 'object-deleted', ref: ref('Cluster fleet/prod') },
  { type: 'phase-finished', phase: 'retire', elapsedMs: 80 },
  { type: 'phase-started', phase: 'release', total: 1 },
  { type: 'object-resumed', side: 'target', ref: ref('Cluster fleet/prod') },
  { type: 'phase-finished', phase: 'release', elapsedMs: 20 },
  { type: 'finished', report: sampleReport() },
];
