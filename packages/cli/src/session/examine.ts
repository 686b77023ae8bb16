import type { Allowances, Diagnostic } from '@tsmove/move-core';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Session } from './session.ts';
import type { Survey } from './survey.ts';

/** Everything that stands in the way of the move, or should be known before it. Both sides are only read. */
export async function examine(
  session: Session<{
    readonly concurrency?: number | undefined;
    readonly journal?: 'file' | 'cluster' | undefined;
  }>,
  surveyed: Survey,
  allow: Allowances,
): Promise<readonly Diagnostic[]> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  const { source, target, snapshot, plan } = surveyed;
  // Without a target there is only what planning has found.
  if (target === undefined) return library.judge(plan.diagnostics, allow);
  view.show({ type: 'working', step: 'Checking whether the move may start' });
  return deadline.limit(interrupts.signal, (signal) =>
    library.preflight(plan, snapshot, {
      source,
      target,
      providers,
      allow,
      signal,
      concurrency: flags.concurrency,
      needStatus: plan.statusPolicy === 'carry',
      journalInClusters: flags.journal === 'cluster',
    }),
  );
}

/** The exit code that findings alone come to. */
export function exitCodeFor(findings: readonly Diagnostic[]): ExitCode {
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.refused : exitCodes.done;
}
