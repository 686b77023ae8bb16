import type { Snapshot } from '../discover/snapshot.ts';
import { PreflightError } from '../errors.ts';
import { journalFormat } from '../journal/format.ts';
import type { JournalStore } from '../journal/types.ts';
import { createMemoryJournalStore } from '../journal/memory-store.ts';
import { requireUnlocked } from '../lock/require-unlocked.ts';
import { thisActor } from '../lock/this-actor.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Plan } from '../plan/types.ts';
import { judge } from '../preflight/judge.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import type { ApiServer } from '../server/types.ts';
import { baselineOf, heldObjects, type MoveContext } from './context.ts';
import { explain } from './explain.ts';
import { finish } from './finish.ts';
import { giveUp } from './give-up.ts';
import { inPhase } from './in-phase.ts';
import { makeReport } from './make-report.ts';
import { newMoveId } from './move-id.ts';
import { beginLog } from './move-log.ts';
import { createRun } from './move-run.ts';
import { openContext } from './open-context.ts';
import { reachBaseline } from './phases/baseline.ts';
import { releaseSource } from './phases/release.ts';
import type { MoveReport } from './report.ts';
import { takeLock } from './take-lock.ts';
import type { MoveRun, StartMoveOptions } from './types.ts';
import { unheldObject } from './unheld.ts';

/** What an export sees of its source while that holds still. */
export interface HeldSource {
  /** The plan as it was made anew when everything had come to rest. */
  readonly plan: Plan;
  /** The planned objects as they were before they were held, in the plan's order. */
  readonly objects: readonly KubeObject[];
}

export interface StartExportOptions extends Pick<
  StartMoveOptions,
  | 'source'
  | 'providers'
  | 'allow'
  | 'signal'
  | 'concurrency'
  | 'pauseTimeoutMs'
  | 'blockMoveTimeoutMs'
  | 'awaitPause'
  | 'timeoutMs'
  | 'journal'
  | 'by'
  | 'leaseDurationMs'
> {
  /** Where to, for messages and for the journal: `archive:/backups/fleet.tar`. */
  readonly to: string;
  /** What the plan was made from. */
  readonly snapshot: Snapshot;
  /** Writes what is to be kept, and resolves when it is on disk. What it rejects with fails the export. */
  readonly write: (held: HeldSource, signal: AbortSignal) => Promise<void>;
}

/**
 * Hands the objects of a plan to `write`, all of one moment: the source is locked and held as for a move, has come to
 * rest, and nothing blocks. Whatever happens, it is given back what it was; a process that dies leaves a journal, and
 * `rollbackMove` gives back what was held, with `exportTarget` as its target. `result` rejects as that of `startMove`.
 * Of an export that has ended well no journal stays: the source is as it was, and there is nothing to go back to.
 */
export function startExport(plan: Plan, options: StartExportOptions): MoveRun {
  const moveId = newMoveId();
  return createRun(moveId, options, async (events, stop) => {
    const target = exportTarget(options.to, moveId);
    const log = beginLog({
      type: 'begun',
      format: journalFormat,
      moveId,
      by: thisActor(options.by),
      source: { url: options.source.url, systemUid: plan.source.systemUid },
      target: { url: options.to, systemUid: moveId },
      settings: {
        awaitPause: options.awaitPause ?? true,
        markReady: false,
        onFailure: 'rollback',
        allow: options.allow ?? {},
        providers: options.providers.map(({ name }) => name),
      },
      plan,
    });
    const context = openContext(log, events, { ...options, target, takenOver: false, stop });
    const { namespace } = plan.scope;
    context.emit({ type: 'move-started', moveId, total: plan.objects.length, namespace });
    const journal = options.journal ?? createMemoryJournalStore();
    try {
      await inPhase(context, 'preflight', plan.objects.length, () => requireReady(context, options));
      await inPhase(context, 'lock', 0, () => takeLock(context, log, { ...options, target, journal }));
      return await carryOut(context, options, journal);
    } catch (error) {
      throw await giveUp(context, explain(error, context, options.signal));
    }
  });
}

/** What stands for the target in an export: empty, and as lasting as the process. The lock needs two sides. */
export function exportTarget(url: string, systemUid: string): ApiServer {
  return { ...createMemoryServer({ label: 'archive', url, systemUid }), transient: true };
}

/** What planning has found, judged; nothing is deleted, so what that would lose does not matter here. */
async function requireReady(context: MoveContext, { source }: StartExportOptions): Promise<void> {
  const { plan, ...state } = context.log.state;
  const sides = { sourceUid: state.source.systemUid, targetUid: state.target.systemUid };
  await requireUnlocked(source, { side: 'source', scope: plan.scope, ...sides }, { signal: context.stop });
  const judged = judge(context.plan.diagnostics, { ...context.allow, gitopsSuspended: true });
  for (const diagnostic of judged) context.emit({ type: 'diagnostic', diagnostic });
  if (judged.some(({ severity }) => severity === 'error')) throw new PreflightError(judged, { phase: 'preflight' });
}

async function carryOut(
  context: MoveContext,
  { write }: StartExportOptions,
  journal: JournalStore,
): Promise<MoveReport> {
  await reachBaseline(context);
  await write({ plan: context.plan, objects: heldStill(context) }, context.stop);
  await inPhase(context, 'release', heldObjects(context).length, () => releaseSource(context));
  await finish(context, 'rolled-back');
  // One that stays says that nothing is left to do: no reason to call the export failed.
  await journal.remove(context.moveId).catch(() => undefined);
  const report = makeReport(context, 'rolled-back');
  context.emit({ type: 'finished', report });
  return report;
}

function heldStill(context: MoveContext): readonly KubeObject[] {
  const { holds } = context.log.state;
  return context.plan.objects.map((planned) =>
    unheldObject(baselineOf(context, planned), holds.get(planned.uid), context.moveId),
  );
}
