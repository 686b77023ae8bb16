export { readIdentityFile } from './archive/age/identity-file.ts';
export {
  readArchiveFile,
  requireWritable,
  writeArchiveFile,
  type WriteArchiveOptions,
} from './archive/archive-file.ts';
export type { ReadArchiveOptions } from './archive/archive-file.ts';
export { archiveServer, type ArchiveServerOptions } from './archive/archive-server.ts';
export { archiveUrl } from './archive/archive-url.ts';
export type { ArchivePlace } from './archive/failures.ts';
export { requireTakingPart, type KnownTypesOptions } from './archive/known-types.ts';
export { archiveLimits, type ArchiveLimits } from './archive/limits.ts';
export { rememberedContent } from './archive/remembered.ts';
export { contentOf, type ContentOptions } from './archive/content-of.ts';
export {
  directoryContent,
  type DirectoryTypesOptions,
  type ReadDirectory,
} from './archive/directory/directory-content.ts';
export { readDirectory } from './archive/directory/read-directory.ts';
export type { DirectoryContent, FoundObject, PassedOver } from './archive/directory/read-directory.ts';
export { requireDirectory, writeDirectory } from './archive/directory/write-directory.ts';
export {
  archiveFormat,
  type Archive,
  type ArchiveContent,
  type ArchiveFacts,
  type ArchiveManifest,
  type ManifestEntry,
} from './archive/types.ts';
export { codes, coreCatalogues, explainCode } from './codes/core.ts';
export type { CataloguePlace, CodeCatalogue, CodeExplanation, CodeMeaning } from './codes/types.ts';
export { defaults } from './defaults.ts';
export { compareSides, type CompareSidesOptions, type ComparedObject, type Comparison } from './diff/compare-sides.ts';
export { systemUidOf } from './discover/cluster.ts';
export { discover, type DiscoverOptions } from './discover/discover.ts';
export type { ClusterFacts, DiscoveredType, InventoryItem, OwnerLookup, Snapshot } from './discover/snapshot.ts';
export {
  AbortedError,
  ApiError,
  ArchiveError,
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
export { explainableObjects, explainObject, type ExplainObjectOptions } from './explain/explain-object.ts';
export { suspendCommands } from './explain/suspend.ts';
export type { ChainLink, GitopsFight, HoldExplanation, ObjectExplanation } from './explain/types.ts';
export { describeEvent } from './events/describe.ts';
export type { MoveEvent, MoveEventBody, Phase, Side } from './events/types.ts';
export type { MoveReport, ReportEntry } from './execute/report.ts';
export { clearEnded, type ClearEndedOptions } from './execute/clear-ended.ts';
export { recoverMove } from './execute/recover-move.ts';
export { resumeMove } from './execute/resume-move.ts';
export { rollbackMove } from './execute/rollback-move.ts';
export { exportTarget, startExport } from './execute/start-export.ts';
export type { HeldSource, StartExportOptions } from './execute/start-export.ts';
export { startMove } from './execute/start-move.ts';
export type { ContinueOptions, MoveRun, RecoverOptions, RollbackOptions, StartMoveOptions } from './execute/types.ts';
export { checkPivot, type CheckOptions, type PivotCheck } from './pivot/checks/check-pivot.ts';
export { describePivotEvent } from './pivot/describe.ts';
export { PivotError } from './pivot/pivot-error.ts';
export { planPivot, type PivotPlan } from './pivot/plan-pivot.ts';
export { rollbackPivot, startPivot } from './pivot/start-pivot.ts';
export type {
  PivotEvent,
  PivotEventBody,
  PivotOptions,
  PivotReport,
  PivotRun,
  PivotScope,
  PivotSettings,
  PivotStepName,
  PivotStepState,
  ScaledDown,
  SideData,
  WorkloadName,
} from './pivot/types.ts';
export { buildGraph } from './graph/build.ts';
export { graphToJson } from './graph/graph-to-json.ts';
export type { DrawOptions } from './graph/picture.ts';
export { renderDot } from './graph/render-dot.ts';
export { renderMermaid } from './graph/render-mermaid.ts';
export type { Neighbour, ObjectEdge, ObjectGraph, ObjectNode, OwnerCycle, Relation } from './graph/types.ts';
export { createClusterJournalStore, type ClusterJournalOptions } from './journal/cluster/store.ts';
export { createFileJournalStore, type FileJournalOptions } from './journal/file/store.ts';
export { createMemoryJournalStore } from './journal/memory-store.ts';
export { historyOf } from './journal/history.ts';
export { journalFormat } from './journal/format.ts';
export type {
  ClusterIdentity,
  FinalOutcome,
  HoldRecord,
  JournalRecord,
  JournalRecordBody,
  MoveCommand,
  MoveSettings,
  OwnersBefore,
  SourceLook,
  SourceState,
  TargetState,
} from './journal/records.ts';
export { replay } from './journal/replay.ts';
export type { CreatedNamespace, MoveState, ObjectState } from './journal/state.ts';
export { summarizeMove } from './journal/summarize.ts';
export type { MoveHistory, MoveSummary, MoveZone, ObjectHistory, SourceCheck } from './journal/summary.ts';
export { requireMoveId } from './journal/sequence.ts';
export { formatRecords, parseRecords } from './journal/text.ts';
export type { Journal, JournalReading, JournalStore } from './journal/types.ts';
export { readLeases } from './lock/read-leases.ts';
export type { FoundLease, HolderIsDead, LeaseContent } from './lock/types.ts';
export type { Actor } from './model/actor.ts';
export type { JsonObject, JsonValue } from './model/json.ts';
export { parseJson, stringifyJson } from './model/json-codec.ts';
export { unfoldsBeyond } from './model/unfolded-size.ts';
export type { KubeObject, ObjectMeta, OwnerReference } from './model/kube-object.ts';
export { compareRefs, formatKubectlName, formatRef, refOf, type ObjectRef } from './model/object-ref.ts';
export { formatResource, type ResourceType } from './model/resource-type.ts';
export type { NamespaceMap } from './namespace-map/types.ts';
export { planFromJson, planToJson } from './plan/codec.ts';
export { divideClusters, type DividedClusters, type DivideOptions } from './plan/divide-clusters.ts';
export { gitopsOf, type GitopsOwner } from './plan/gitops.ts';
export { planMove, type PlanOptions } from './plan/plan-move.ts';
export { compareReviewed, reviewedPlanFromJson, reviewedPlanToJson, type ReviewedPlan } from './plan/reviewed-plan.ts';
export type {
  ConflictChoice,
  DroppedOwner,
  Fate,
  KeptKind,
  LeftBehind,
  Plan,
  PlannedObject,
  ResolvedConflict,
  Scope,
} from './plan/types.ts';
export type { Allowances } from './preflight/allowances.ts';
export {
  findConflicts,
  resolveConflicts,
  type Conflict,
  type FindConflictsOptions,
} from './preflight/conflicts/find-conflicts.ts';
export { findingCodes, type FindingCode } from './preflight/codes.ts';
export { judge, skippableCodes } from './preflight/judge.ts';
export { findMissing } from './preflight/find-missing.ts';
export { preflight, type PreflightOptions } from './preflight/preflight.ts';
export { rehearseCreates, type RehearseOptions, type Rehearsal } from './preflight/rehearse.ts';
export type { RbacRule, RbacRules } from './preflight/rights/rbac-rules.ts';
export { readRights, type RightsOfMove, type RightsOptions } from './preflight/rights/read-rights.ts';
export type { EffectiveRule } from './provider/rules.ts';
export type {
  Hold,
  KindRule,
  KindSelector,
  NamespacePlaces,
  ObjectIndex,
  Provider,
  Relationship,
  Renaming,
} from './provider/types.ts';
export { createApiServer, type ApiServerBehaviour, type ApiServerOptions } from './server/api-server.ts';
export { connect, type ConnectOptions } from './server/connect.ts';
export { readOnly } from './server/read-only.ts';
export type { Clock } from './server/retry/clock.ts';
export type { RetryEvent } from './server/retry/event.ts';
export type { HideApiWarnings } from './server/warnings/filter.ts';
export type { Credentials, Endpoint } from './server/transport/endpoint.ts';
export type {
  ApiRequest,
  ApiServer,
  ApiWarning,
  CallOptions,
  DeletePreconditions,
  Gate,
  HttpMethod,
  ListOptions,
  MetadataListOptions,
  ObjectKey,
  ObjectReader,
  ObjectWriter,
  PatchOptions,
  WriteOptions,
} from './server/types.ts';
export { changeText, readChange, readText, settleText, undoText } from './side-data/config-map-text.ts';
export { readFileInPod } from './side-data/file-in-pod.ts';
export type { ConfigMapKey, FileInPod, TextUndo } from './side-data/types.ts';
export type { ExecRequest, ExecResult } from './server/exec/types.ts';
