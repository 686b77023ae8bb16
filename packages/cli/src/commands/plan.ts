import type { Diagnostic, Plan } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { moveGroups, tellingProblems } from '../flags/move.ts';
import { type PlanFlags, planGroups } from '../flags/plan.ts';
import { conduct } from '../session/conduct.ts';
import { examine, exitCodeFor } from '../session/examine.ts';
import type { Session } from '../session/session.ts';
import { allowances, survey } from '../session/survey.ts';
import { tellingView } from '../view/choose.ts';
import { planLines } from '../view/plan-table.ts';

/** `tsmove plan` */
export async function runPlan(this: CliContext, given: PlanFlags): Promise<void> {
  await conduct(this, given, {
    groups: [...moveGroups, ...planGroups],
    problems: tellingProblems,
    view: tellingView,
    work: plan,
    exitCode: (usual, flags) =>
      // 2 has its own meaning then.
      flags.detailedExitcode === true && usual === exitCodes.usage ? exitCodes.failed : usual,
  });
}

async function plan(session: Session<PlanFlags>): Promise<ExitCode> {
  const { context, flags, view } = session;
  const surveyed = await survey(session);
  const findings = await examine(session, surveyed, {
    ...allowances(flags),
    // Who asks whether there is something to move may well be told that there is nothing.
    ...(flags.detailedExitcode === true ? { empty: true } : {}),
  });
  view.rest();
  view.show({ type: 'findings', findings });
  context.process.stdout.write(await formatted(session, surveyed.plan, findings));
  const exitCode = exitCodeFor(findings);
  if (exitCode !== exitCodes.done || flags.detailedExitcode !== true) return exitCode;
  return surveyed.plan.objects.length === 0 ? exitCodes.done : exitCodes.somethingToMove;
}

async function formatted(
  { flags, library }: Session<PlanFlags>,
  made: Plan,
  findings: readonly Diagnostic[],
): Promise<string> {
  switch (flags.output ?? 'table') {
    case 'json':
      return library.planToJson({ ...made, diagnostics: findings });
    case 'yaml': {
      const { planAsYaml } = await import('../view/plan-document.ts');
      return planAsYaml(library, made, findings);
    }
    case 'table':
      return planLines(made, findings)
        .map((line) => `${line}\n`)
        .join('');
  }
}
