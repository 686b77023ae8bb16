export { defaults } from './defaults.ts';
export { discover, type DiscoverOptions } from './discover/discover.ts';
export type { ClusterFacts, DiscoveredType, InventoryItem, OwnerLookup, Snapshot } from './discover/snapshot.ts';
export {
  AbortedError,
  ApiError,
  BlockedError,
  ClustersError,
  DiscoveryError,
  FencedError,
  JournalError,
  KubeconfigError,
  LockedError,
  MoveError,
  PartialMoveError,
  PreflightError,
  RolledBackError,
  StalePlanError,
  TransportError,
  UsageError,
  VerifyError,
  type ClusterOutcome,
  type Diagnostic,
  type MoveErrorOptions,
} from './errors.ts';
export { describeEvent } from './events/describe.ts';
export type { MoveEvent, MoveEventBody, Phase, Side } from './events/types.ts';
export type { MoveReport, ReportEntry } from './execute/report.ts';
export { recoverMove } from './execute/recover-move.ts';
export { resumeMove } from './execute/resume-move.ts';
export { rollbackMove } from './execute/rollback-move.ts';
export { startMove } from './execute/start-move.ts';
export type { ContinueOptions, MoveRun, RecoverOptions, RollbackOptions, StartMoveOptions } from './execute/types.ts';
export { buildGraph } from './graph/build.ts';
export { graphToJson } from './graph/graph-to-json.ts';
export { renderDot } from './graph/render-dot.ts';
export { renderMermaid } from './graph/render-mermaid.ts';
export type { ObjectEdge, ObjectGraph, ObjectNode } from './graph/types.ts';
export { createClusterJournalStore, type ClusterJournalOptions } from './journal/cluster/store.ts';
export { createFileJournalStore, type FileJournalOptions } from './journal/file/store.ts';
export { createMemoryJournalStore } from './journal/memory-store.ts';
export { historyOf } from './journal/history.ts';
export { journalFormat } from './journal/format.ts';
export type { JournalRecord, JournalRecordBody } from './journal/records.ts';
export { replay } from './journal/replay.ts';
export type { MoveState } from './journal/state.ts';
export { summarizeMove } from './journal/summarize.ts';
export type { MoveHistory, MoveSummary, MoveZone, ObjectHistory } from './journal/summary.ts';
export { requireMoveId } from './journal/sequence.ts';
export { formatRecords, parseRecords } from './journal/text.ts';
export type { Journal, JournalReading, JournalStore } from './journal/types.ts';
export { readLeases } from './lock/read-leases.ts';
export type { FoundLease, LeaseContent } from './lock/types.ts';
export type { Actor } from './model/actor.ts';
export type { JsonObject, JsonValue } from './model/json.ts';
export { parseJson, stringifyJson } from './model/json-codec.ts';
export type { KubeObject, ObjectMeta, OwnerReference } from './model/kube-object.ts';
export { compareRefs, formatKubectlName, formatRef, refOf, type ObjectRef } from './model/object-ref.ts';
export { formatResource, type ResourceType } from './model/resource-type.ts';
export { planFromJson, planToJson } from './plan/codec.ts';
export { planMove, type PlanOptions } from './plan/plan-move.ts';
export type { DroppedOwner, Fate, LeftBehind, Plan, PlannedObject, Scope } from './plan/types.ts';
export type { Allowances } from './preflight/allowances.ts';
export { findingCodes, type FindingCode } from './preflight/codes.ts';
export { judge, skippableCodes } from './preflight/judge.ts';
export { preflight, type PreflightOptions } from './preflight/preflight.ts';
export type { Hold, KindRule, KindSelector, ObjectIndex, Provider, Relationship } from './provider/types.ts';
export { createApiServer, type ApiServerOptions } from './server/api-server.ts';
export { connect, type ConnectOptions } from './server/connect.ts';
export { readOnly } from './server/read-only.ts';
export type {
  ApiRequest,
  ApiServer,
  ApiWarning,
  CallOptions,
  DeletePreconditions,
  ListOptions,
  ObjectKey,
  ObjectReader,
  ObjectWriter,
  WriteOptions,
} from './server/types.ts';
