import type { ExitCode } from '../exit-codes.ts';
import type { AllowanceFlags } from '../flags/allowances.ts';
import type { MoveFlags } from '../flags/move.ts';
import type { OutputFlags, ReportFormat } from '../flags/output.ts';
import { examine, exitCodeFor } from '../session/examine.ts';
import type { Session } from '../session/session.ts';
import { allowances, survey, type Survey } from '../session/survey.ts';
import { jsonLine } from '../view/json-lines.ts';
import { dryRunLines, dryRunRecords } from '../view/dry-run.ts';

/** `tsmove move --dry-run`: what would be created and deleted, in this order. Neither side is changed. */
export async function dryRun(session: Session<MoveFlags>): Promise<ExitCode> {
  session.view.show({ type: 'note', level: 0, text: 'Dry run: nothing is changed on either side' });
  return showDryRun(session, await survey(session));
}

type DryRunFlags = AllowanceFlags & OutputFlags<ReportFormat> & { readonly concurrency?: number | undefined };

/** The same for a survey that was made. */
export async function showDryRun(session: Session<DryRunFlags>, surveyed: Survey): Promise<ExitCode> {
  const { context, flags, library, view } = session;
  const findings = await examine(session, surveyed, allowances(flags));
  const exitCode = exitCodeFor(findings);
  view.rest();
  view.show({ type: 'findings', findings });
  const { stdout } = context.process;
  switch (flags.output ?? 'table') {
    case 'json':
      stdout.write(dryRunRecords(surveyed.plan, exitCode).map(jsonLine).join(''));
      break;
    case 'yaml': {
      const { planAsYaml } = await import('../view/plan-document.ts');
      stdout.write(planAsYaml(library, surveyed.plan, findings));
      break;
    }
    case 'table':
      stdout.write(
        dryRunLines(surveyed.plan)
          .map((line) => `${line}\n`)
          .join(''),
      );
  }
  return exitCode;
}
