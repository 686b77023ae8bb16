import {
  archiveServer,
  archiveUrl,
  contentOf,
  directoryContent,
  explainableObjects,
  explainObject,
  exportTarget,
  readArchiveFile,
  readDirectory,
  readIdentityFile,
  rememberedContent,
  replay,
  requireDirectory,
  requireTakingPart,
  requireWritable,
  writeArchiveFile,
  writeDirectory,
  judge,
  planToJson,
  resolveConflicts,
  type ApiServer,
  type Conflict,
  type ConnectOptions,
  type Diagnostic,
  type FoundLease,
  type JournalStore,
  type MoveEventBody,
  type MoveReport,
  type MoveRun,
  type MoveSummary,
  type ObjectRef,
  type Plan,
  type RightsOfMove,
  type RightsOptions,
  type Snapshot,
  skippableCodes,
  buildGraph,
  changeText,
  compareReviewed,
  compareSides,
  rehearseCreates,
  reviewedPlanFromJson,
  reviewedPlanToJson,
  systemUidOf,
  readChange,
  readFileInPod,
  readText,
  settleText,
  undoText,
  graphToJson,
  renderDot,
  renderMermaid,
} from '@tsmove/move-core';
import type { ProviderOptions } from '@tsmove/providers';
import type { MoveLibrary } from '../library.ts';
import { history, playedStore, summaryOf } from './moves.ts';
import { eventsOf, samplePlan, sampleReport } from './samples.ts';

export interface FakeMove {
  readonly conflicts?: readonly Conflict[];
  /** How the Clusters are divided, by shard. */
  readonly shards?: readonly (readonly string[])[];
  /** What the target does not have of what Clusters share. */
  readonly missing?: readonly ObjectRef[];
  readonly plan?: Plan;
  readonly findings?: readonly Diagnostic[];
  readonly events?: readonly MoveEventBody[];
  /** What the move comes to; throws for a failure. */
  readonly result?: (signal: AbortSignal | undefined) => Promise<MoveReport>;
  readonly discover?: (signal: AbortSignal | undefined) => Promise<void>;
  /** Journals by the id of the move; an error stands for one that cannot be read. */
  readonly journals?: Readonly<Record<string, MoveSummary | Error>>;
  readonly clusterJournals?: Readonly<Record<string, MoveSummary | Error>>;
  /** By the label of the server; an error stands for a server that does not answer. */
  readonly leases?: Readonly<Record<string, readonly FoundLease[] | Error>>;
  /** By label: servers that answer. The others fail whoever asks them. */
  readonly servers?: Readonly<Record<string, ApiServer>>;
  /** Names of the Clusters that a side has, by the label of its server. */
  readonly clusters?: Readonly<Record<string, readonly string[]>>;
  /** Called when the remains of a move are taken away. */
  readonly cleared?: (moveId: string) => void;
  /** What `readRights` comes to; no rights by default. */
  readonly rights?: (options: RightsOptions) => RightsOfMove;
  /** The id that the run of a recovery has; otherwise the one that was asked for. */
  readonly foundMove?: string;
}

/** What the library was called with. */
export interface Calls {
  readonly connect: ConnectOptions[];
  readonly createProviders: ProviderOptions[];
  readonly discover: Parameters<MoveLibrary['discover']>[1][];
  readonly planMove: Parameters<MoveLibrary['planMove']>[1][];
  readonly preflight: Parameters<MoveLibrary['preflight']>[2][];
  readonly startMove: Parameters<MoveLibrary['startMove']>[1][];
  readonly startExport: Parameters<MoveLibrary['startExport']>[1][];
  readonly resumeMove: Parameters<MoveLibrary['resumeMove']>[];
  readonly rollbackMove: Parameters<MoveLibrary['rollbackMove']>[];
  readonly recoverMove: Parameters<MoveLibrary['recoverMove']>[0][];
  /** Ids of the moves whose remains were taken away. */
  readonly clearEnded: string[];
  /** Directories of file stores, and `source` or `source, target` for stores in clusters. */
  readonly stores: string[];
  closed: number;
}

/** A library that contacts nobody: connections, discovery and the move itself are played. */
export function fakeLibrary(move: FakeMove = {}): { readonly library: MoveLibrary; readonly calls: Calls } {
  const calls: Calls = {
    connect: [],
    createProviders: [],
    discover: [],
    planMove: [],
    preflight: [],
    startMove: [],
    startExport: [],
    resumeMove: [],
    rollbackMove: [],
    recoverMove: [],
    clearEnded: [],
    stores: [],
    closed: 0,
  };
  const library: MoveLibrary = {
    archiveServer,
    archiveUrl,
    buildGraph,
    changeText,
    contentOf,
    directoryContent,
    explainableObjects,
    explainObject,
    exportTarget,
    readArchiveFile,
    readDirectory,
    readIdentityFile,
    rememberedContent,
    replay,
    requireDirectory,
    requireTakingPart,
    requireWritable,
    writeArchiveFile,
    writeDirectory,
    startExport(_plan, options) {
      calls.startExport.push(options);
      return playedRun(move, 'm-1', options.signal);
    },
    compareReviewed,
    compareSides,
    rehearseCreates,
    reviewedPlanFromJson,
    reviewedPlanToJson,
    systemUidOf,
    readChange,
    readFileInPod,
    readText,
    settleText,
    undoText,
    graphToJson,
    judge,
    planToJson,
    createProviders(options = {}) {
      calls.createProviders.push(options);
      return [];
    },
    renderDot,
    renderMermaid,
    skippableCodes,
    connect(options = {}) {
      calls.connect.push(options);
      const label = options.label ?? 'server';
      return Promise.resolve(move.servers?.[label] ?? fakeServer(label, calls));
    },
    async discover({ label }, options) {
      calls.discover.push(options);
      await move.discover?.(options.signal);
      return { ...sampleSnapshot, objects: move.clusters?.[label]?.map(clusterNamed) ?? [] };
    },
    planMove(_snapshot, options) {
      calls.planMove.push(options);
      return move.plan ?? samplePlan();
    },
    divideClusters: (_snapshot, { shards }) => ({
      shards: Array.from({ length: shards }, (_, shard) => move.shards?.[shard] ?? []),
      shared: [],
    }),
    findMissing: () => Promise.resolve(move.missing ?? []),
    findConflicts: () => Promise.resolve(move.conflicts ?? []),
    resolveConflicts,
    preflight(_plan, _snapshot, options) {
      calls.preflight.push(options);
      return Promise.resolve(move.findings ?? []);
    },
    startMove(_plan, options) {
      calls.startMove.push(options);
      return playedRun(move, 'm-1', options.signal);
    },
    resumeMove(moveId, options) {
      calls.resumeMove.push([moveId, options]);
      return playedRun(move, moveId, options.signal);
    },
    rollbackMove(moveId, options) {
      calls.rollbackMove.push([moveId, options]);
      return playedRun(move, moveId, options.signal);
    },
    recoverMove(options) {
      calls.recoverMove.push(options);
      if (move.plan !== undefined) options.onPlan?.(move.plan);
      return playedRun(move, options.moveId ?? move.foundMove ?? 'unknown', options.signal);
    },
    async clearEnded(moveId) {
      calls.clearEnded.push(moveId);
      await Promise.resolve(move.cleared?.(moveId));
    },
    createFileJournalStore({ directory }): JournalStore {
      calls.stores.push(directory);
      return playedStore(directory, move.journals ?? {});
    },
    createClusterJournalStore({ source, target }): JournalStore {
      calls.stores.push(target === undefined ? source.label : `${source.label}, ${target.label}`);
      return playedStore('the clusters', move.clusterJournals ?? {});
    },
    async readLeases({ label }) {
      const found = await Promise.resolve(move.leases?.[label] ?? []);
      if (found instanceof Error) throw found;
      return found;
    },
    readRights: (_plan, _snapshot, options) => Promise.resolve(move.rights?.(options) ?? noRights),
    startPivot: () => {
      throw new Error('no pivot is played');
    },
    rollbackPivot: () => {
      throw new Error('no pivot is played');
    },
    planPivot: () => Promise.reject(new Error('no pivot is played')),
    checkPivot: () => Promise.reject(new Error('no check is played')),
    summarizeMove: summaryOf,
    historyOf: (reading) => history(summaryOf(reading)),
  };
  return { library, calls };
}

function clusterNamed(name: string): Snapshot['objects'][number] {
  return { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', metadata: { name, namespace: 'fleet' } };
}

const noRights: RightsOfMove = {
  source: [],
  target: [],
  missingNamespaces: [],
  assumedNamespaces: [],
  withoutSystemNamespace: [],
};

function playedRun(move: FakeMove, moveId: string, signal: AbortSignal | undefined): MoveRun {
  // As with the library, nothing has happened when the run is handed out.
  const result = Promise.resolve().then(() => move.result?.(signal) ?? sampleReport());
  result.catch(() => undefined);
  async function* play(): AsyncGenerator<ReturnType<typeof eventsOf>[number]> {
    for (const event of eventsOf(move.events ?? [])) yield await Promise.resolve(event);
    await result.catch(() => undefined);
  }
  return { moveId, result, [Symbol.asyncIterator]: play };
}

const sampleSnapshot: Snapshot = {
  cluster: { url: 'https://source:6443', systemUid: 'u', version: 'v1.34.4' },
  namespace: 'fleet',
  types: [
    {
      group: 'cluster.x-k8s.io',
      version: 'v1beta2',
      kind: 'Machine',
      plural: 'machines',
      namespaced: true,
      hasStatus: true,
      moveLabel: false,
      moveHierarchyLabel: false,
      labelled: true,
    },
  ],
  objects: [],
  elsewhere: [],
  dependents: [],
  owners: new Map(),
  inventory: [],
  namespaces: [],
  unlistable: [],
};

function fakeServer(label: string, calls: Calls): ApiServer {
  const unexpected = (): never => {
    throw new Error('the command itself sent a request');
  };
  const close = (): Promise<void> => {
    calls.closed += 1;
    return Promise.resolve();
  };
  return {
    label,
    url: `https://${label}:6443`,
    contextNamespace: undefined,
    get: unexpected,
    list: unexpected,
    listMetadata: unexpected,
    create: unexpected,
    update: unexpected,
    updateStatus: unexpected,
    mergePatch: unexpected,
    exec: unexpected,
    delete: unexpected,
    request: unexpected,
    close,
    [Symbol.asyncDispose]: close,
  };
}
