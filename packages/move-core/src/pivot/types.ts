import type { Diagnostic } from '../errors.ts';
import type { MoveEvent } from '../events/types.ts';
import type { MoveReport } from '../execute/report.ts';
import type { StartMoveOptions } from '../execute/types.ts';
import type { Actor } from '../model/actor.ts';
import type { JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { KeptKind, Plan } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import type { ApiServer } from '../server/types.ts';

/** What a pivot consists of, in the order in which it happens. The three before `move` happen while it is quiet. */
export type PivotStepName =
  /** What is no Cluster API object and must be in the target first, such as DHCP leases. */
  | 'side-data'
  /** Provider components are applied to the target, and waited for. */
  | 'components'
  /** Ironic and dnsmasq of the source go down. */
  | 'source-ironic'
  /** Controllers of the source go down. */
  | 'source-controllers'
  /** Ironic of the target, which was applied with no replicas, comes up. */
  | 'target-ironic'
  | 'move'
  | 'checks'
  | 'clean-up';

/** `doing` and `undoing` are noted before the first write of it, `done` and `undone` after the last. */
export type PivotStepState = 'pending' | 'doing' | 'done' | 'undoing' | 'undone';

/**
 * SideData knows how to bring something into the target that no move brings. Every method may be called again after a
 * crash, by another process. What `remember` gives is kept in the record of the pivot, so it may hold no secret.
 */
export interface SideData {
  readonly name: string;
  /** What it would do, one line each. Only reads. */
  plan(): Promise<readonly string[]>;
  /** All that `undo` needs to know of the time before. Only reads; kept before `apply` is called. */
  remember(): Promise<JsonValue>;
  apply(remembered: JsonValue): Promise<void>;
  /**
   * The last moment before Ironic of the source goes down, and with it what lives in its pods alone: to bring along what
   * has come since `apply`, and to keep what its pods must find when an undo starts them anew. Called again by whoever
   * goes on with a pivot that has died before.
   */
  beforeHandOver?(remembered: JsonValue): Promise<void>;
  /** In an undo, before Ironic of the target goes down, which may have run; called again like `beforeHandOver`. */
  beforeHandBack?(remembered: JsonValue): Promise<void>;
  /** In an undo, once Ironic of the source is back. What could not be mended it returns. */
  afterHandBack?(remembered: JsonValue): Promise<readonly Diagnostic[]>;
  /** Makes it what it was, also if `apply` got half way. */
  undo(remembered: JsonValue): Promise<void>;
  /** Lets go of what is kept for `undo`: the pivot is done, and will not be undone any more. */
  settle?(remembered: JsonValue): Promise<void>;
  /** What is wrong with it once the pivot is done. */
  check?(): Promise<readonly Diagnostic[]>;
}

/** Names one Deployment or StatefulSet; of either kind if both are there. */
export interface WorkloadName {
  readonly namespace: string;
  readonly name: string;
}

/** What is moved, as `planMove` takes it. */
export interface PivotScope {
  readonly namespace: string;
  readonly clusters?: readonly string[];
  readonly keepInSource?: readonly KeptKind[];
  readonly status?: 'carry' | 'drop';
}

/** What a pivot is, apart from how it is carried out. A pivot that is gone on with must be given the same. */
export interface PivotSettings {
  readonly scope: PivotScope;
  readonly sideData?: readonly SideData[];
  /** Objects of the providers for the target, in any order. Lists are taken apart by whoever reads them. */
  readonly components?: readonly KubeObject[];
  /** Take fields over from other field managers when components are applied. Default false: that is refused. */
  readonly forceComponents?: boolean;
  /** Value for PROVISIONING_INTERFACE in ConfigMaps and containers of the components. */
  readonly provisioningInterface?: string;
  /** False leaves the Ironic of the source alone. Default: it is handed over where there is one. */
  readonly handOverIronic?: boolean;
  /** Deployments and StatefulSets that are Ironic's although neither label nor name says so. */
  readonly ironic?: readonly WorkloadName[];
  /** Scale the provider controllers of the source down, so that no two sets of them see the same machines. */
  readonly scaleDownSource?: boolean;
  /** Deployments and StatefulSets of the source to scale down besides. */
  readonly scaleDown?: readonly WorkloadName[];
}

export interface PivotOptions extends PivotSettings {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  /** How the move within is carried out. Its journal is kept in the clusters unless another store is given. */
  readonly move?: Pick<
    StartMoveOptions,
    | 'allow'
    | 'awaitPause'
    | 'blockMoveTimeoutMs'
    | 'concurrency'
    | 'journal'
    | 'leaseDurationMs'
    | 'markReady'
    | 'pauseTimeoutMs'
    | 'timeoutMs'
  >;
  /** `stop` leaves everything as it is when something fails. Default `rollback`. */
  readonly onFailure?: 'rollback' | 'stop';
  /** `components` deletes in the source what the pivot has scaled down. Default `none`. */
  readonly cleanUpSource?: 'none' | 'components';
  /** Go on to the clean-up although checks have failed. Default false: the pivot stays open until they pass. */
  readonly acceptFindings?: boolean;
  /** How long controllers and conditions may take to settle after the move, in ms; default `defaults.settleTimeoutMs`. */
  readonly settleTimeoutMs?: number;
  /** How long components may take to become available, in ms; default `defaults.componentsTimeoutMs`. */
  readonly componentsTimeoutMs?: number;
  /** How long pods may take to be gone, in ms; default `defaults.podsTimeoutMs`. */
  readonly podsTimeoutMs?: number;
  readonly by?: Partial<Actor>;
  /** How long the holder of the record may be silent before another may take over, in ms. */
  readonly leaseDurationMs?: number;
  /** Whoever had the pivot before is known to be dead: do not wait. */
  readonly holderIsDead?: boolean;
  /** Called with what the move within is about, before it begins, or is gone on with or taken back. */
  readonly onPlan?: (plan: Plan) => void;
  readonly signal?: AbortSignal;
}

/** What happened, in the past tense; `describePivotEvent` gives each one line for people. */
export type PivotEventBody =
  /** The pivot has begun. */
  | { readonly type: 'pivot-started'; readonly pivotId: string; readonly namespace: string }
  /** A pivot that had stopped is gone on with, or undone further. */
  | { readonly type: 'pivot-continued'; readonly pivotId: string; readonly direction: 'forward' | 'undo' }
  /** Nobody else may go on with the pivot for as long as its last holder may be alive: up to `forMs`, in ms. */
  | { readonly type: 'waiting-for-holder'; readonly holder: string; readonly forMs: number }
  /** A step has begun; those before the move happen while it is held, too. */
  | { readonly type: 'step-started'; readonly step: PivotStepName }
  /** What this step had to do is done; it took `elapsedMs`, in ms. */
  | { readonly type: 'step-finished'; readonly step: PivotStepName; readonly elapsedMs: number }
  /** Something failed: the steps are undone, the last one first. */
  | { readonly type: 'undoing'; readonly because: string }
  /** What this step had done is undone. */
  | { readonly type: 'step-undone'; readonly step: PivotStepName }
  /** Side data of this name is in the target. */
  | { readonly type: 'side-data-applied'; readonly name: string }
  /** Side data of this name is again as it was. */
  | { readonly type: 'side-data-undone'; readonly name: string }
  /** An object of the components is in the target. */
  | {
      readonly type: 'object-applied';
      readonly ref: ObjectRef;
      readonly outcome: 'created' | 'configured' | 'unchanged';
    }
  /** An object is again as it was before the pivot. */
  | { readonly type: 'object-restored'; readonly ref: ObjectRef }
  /** An object that the pivot had made, or was to clean up, is gone. */
  | { readonly type: 'object-removed'; readonly side: 'source' | 'target'; readonly ref: ObjectRef }
  /** An undo has left this object, and why. */
  | { readonly type: 'object-kept'; readonly ref: ObjectRef; readonly because: string }
  /** A Deployment or StatefulSet has another number of replicas. */
  | {
      readonly type: 'workload-scaled';
      readonly side: 'source' | 'target';
      readonly ref: ObjectRef;
      readonly replicas: number;
    }
  /** Its webhooks let requests pass while nobody answers them. */
  | { readonly type: 'webhooks-relaxed'; readonly ref: ObjectRef }
  /** Its webhooks are again as they were. */
  | { readonly type: 'webhooks-restored'; readonly ref: ObjectRef }
  /** Said again and again while something has not come to rest: how many objects, and the first of them. */
  | { readonly type: 'still-waiting'; readonly what: string; readonly count: number; readonly ref: ObjectRef }
  /** An event of the move within; the command line shows it as a line of its own. */
  | { readonly type: 'move-event'; readonly event: MoveEvent }
  /** Checks have found something. */
  | { readonly type: 'finding'; readonly diagnostic: Diagnostic }
  /** The pivot has come to an end, whichever. */
  | { readonly type: 'finished'; readonly report: PivotReport };

export type PivotEvent = PivotEventBody & {
  /** Counts from 1 within a run. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
};

/** A Deployment or StatefulSet that was left at no replicas. */
export interface ScaledDown {
  readonly ref: ObjectRef;
  /** How many it had. */
  readonly replicas: number;
}

/** What a pivot came to. */
export interface PivotReport {
  readonly pivotId: string;
  readonly namespace: string;
  /** `unsettled`: everything has moved, and checks have failed; running the pivot again makes them once more. */
  readonly outcome: 'pivoted' | 'unsettled' | 'undone' | 'stopped';
  readonly steps: Readonly<Record<PivotStepName, PivotStepState>>;
  readonly moveId?: string;
  readonly move?: MoveReport;
  readonly findings: readonly Diagnostic[];
  /** Left in the source at no replicas. */
  readonly scaledDown: readonly ScaledDown[];
  /** What an undo has kept, and why. */
  readonly kept: readonly { readonly ref: ObjectRef; readonly because: string }[];
}

/** A pivot under way. Iterate it for events; the outcome is `result`: a report, or a MoveError. */
export interface PivotRun extends AsyncIterable<PivotEvent> {
  readonly result: Promise<PivotReport>;
}
