import type { Allowances, Diagnostic } from '@tsmove/move-core';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { MoveFlags } from '../flags/move.ts';
import type { Session } from './session.ts';
import type { Survey } from './survey.ts';

/** Everything that stands in the way of the move, or should be known before it. Both sides are only read. */
export async function examine(
  session: Session<MoveFlags>,
  surveyed: Survey,
  allow: Allowances,
): Promise<readonly Diagnostic[]> {
  const { flags, library, view, interrupts, deadline } = session;
  const { source, target, snapshot, plan } = surveyed;
  // Without a target there is only what planning has found.
  if (target === undefined) return library.judge(plan.diagnostics, allow);
  view.show({ type: 'working', step: 'Checking whether the move may start' });
  return deadline.limit(interrupts.signal, (signal) =>
    library.preflight(plan, snapshot, {
      source,
      target,
      providers: library.providers,
      allow,
      signal,
      concurrency: flags.concurrency,
      needStatus: plan.statusPolicy === 'carry',
    }),
  );
}

/** The exit code that findings alone come to. */
export function exitCodeFor(findings: readonly Diagnostic[]): ExitCode {
  return findings.some(({ severity }) => severity === 'error') ? exitCodes.refused : exitCodes.done;
}
