import { MoveError, recoverMove, resumeMove, rollbackMove, type MoveReport, type MoveRun } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import type { Bed } from '../bed/bed.ts';
import type { Ending } from '../state/invariants.ts';
import type { Recovery } from './crash-case.ts';
import { serversOf, type Remains } from './mortal-run.ts';

/** What a recovery came to, and what it should have come to. */
export interface GoneOn {
  readonly ending: Ending | 'either';
  readonly findings: readonly string[];
  /** Something worth counting: that it was refused and another way was taken. */
  readonly note?: string;
}

/** Goes on with what is left of a move as a person would: with the next command that the last one's answer suggests. */
export async function goOn(bed: Bed, namespace: string, remains: Remains, how: Recovery): Promise<GoneOn> {
  const { moveId, journal } = remains;
  const common = { ...serversOf(bed, namespace), providers, holderIsDead: true };
  const steps = {
    resume: () => resumeMove(moveId, { ...common, journal }),
    rollback: () => rollbackMove(moveId, { ...common, journal }),
    recover: () => recoverMove({ ...common, moveId }),
  };
  const first = await outcomeOf(steps[how]());
  if (first.report !== undefined) return judge(how, moveId, first.report);
  switch (first.code) {
    // It died before its journal said anything, so nothing had happened; at most a Lease is there.
    case 'journal-missing': {
      const cleared = await outcomeOf(steps.recover());
      const nothing = cleared.report !== undefined || cleared.code === 'no-lease';
      return { ending: 'none', findings: nothing ? [] : [said('recover', cleared)] };
    }
    // It died when all was done, and nobody has anything left to do; or before it had done anything.
    case 'move-finished':
    case 'no-lease':
      return { ending: 'either', findings: [] };
    // Without the journal it cannot be known. With it, it is.
    case 'not-known': {
      const known = await outcomeOf(steps.resume());
      const note = 'recover refused';
      if (known.report === undefined) return { ending: 'either', findings: [said('resume', known)], note };
      return { ...judge('resume', moveId, known.report), note };
    }
    default:
      return { ending: 'either', findings: [said(how, first)] };
  }
}

interface Outcome {
  readonly report?: MoveReport;
  readonly code?: string;
  readonly message?: string;
}

async function outcomeOf(run: MoveRun): Promise<Outcome> {
  try {
    return { report: await run.result };
  } catch (error) {
    // Resuming a move that was being rolled back ends in the error that the move itself would have ended in.
    if (error instanceof MoveError && error.code === 'rolled-back' && 'report' in error)
      return { report: error.report as MoveReport };
    return { code: error instanceof MoveError ? error.code : 'bug', message: causes(error) };
  }
}

function causes(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const findings = 'diagnostics' in error ? ` ${JSON.stringify(error.diagnostics)}` : '';
  const cause = error.cause === undefined ? '' : ` <- ${causes(error.cause)}`;
  return `${error.name}: ${error.message}${findings}${cause}`;
}

function said(what: string, { code, message }: Outcome): string {
  return `${what} failed with ${String(code)}: ${String(message)}`;
}

function judge(how: Recovery, moveId: string, report: MoveReport): GoneOn {
  // A rollback that comes too late finishes the move, and reports on another one the other way.
  if (report.moveId !== moveId) return { ending: 'back', findings: [], note: 'moved back' };
  const ending = report.outcome === 'moved' ? 'all' : 'none';
  if (report.outcome === 'stopped') return { ending: 'either', findings: [`${how} stopped half way`] };
  if (how === 'resume' && ending === 'none') return { ending, findings: [`resume ended as ${report.outcome}`] };
  if (how === 'rollback' && ending === 'all') return { ending, findings: ['rollback ended with everything moved'] };
  return { ending, findings: [] };
}
