import { UsageError, type Allowances, type Diagnostic } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { moveGroups } from '../flags/move.ts';
import { type PlanFlags, planGroups, planProblems } from '../flags/plan.ts';
import { conduct } from '../session/conduct.ts';
import { examine, exitCodeFor } from '../session/examine.ts';
import { absolute } from '../session/open-archive.ts';
import { reviewedPlan } from '../session/reviewed-plan.ts';
import type { Session } from '../session/session.ts';
import { allowances, survey, type Survey } from '../session/survey.ts';
import { writePrivate } from '../session/write-private.ts';
import { tellingView } from '../view/choose.ts';
import { planLines } from '../view/plan-table.ts';

/** `tsmove plan` */
export async function runPlan(this: CliContext, given: PlanFlags): Promise<void> {
  await conduct(this, given, {
    groups: [...moveGroups, ...planGroups],
    problems: planProblems,
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
  const allow = {
    ...allowances(flags),
    // Who asks whether there is something to move may well be told that there is nothing.
    ...(flags.detailedExitcode === true ? { empty: true } : {}),
  };
  const examined = await examine(session, surveyed, allow);
  const findings = flags.dryRun === 'server' ? await rehearsed(session, surveyed, { examined, allow }) : examined;
  view.rest();
  view.show({ type: 'findings', findings });
  context.process.stdout.write(await formatted(session, surveyed, findings));
  const exitCode = exitCodeFor(findings);
  if (flags.out !== undefined && exitCode === exitCodes.done) await keep(session, surveyed, flags.out);
  if (exitCode !== exitCodes.done || flags.detailedExitcode !== true) return exitCode;
  return surveyed.plan.objects.length === 0 ? exitCodes.done : exitCodes.somethingToMove;
}

/** The findings, and those of a rehearsal. */
async function rehearsed(
  session: Session<PlanFlags>,
  { plan: made, snapshot, target }: Survey,
  { examined, allow }: { readonly examined: readonly Diagnostic[]; readonly allow: Allowances },
): Promise<readonly Diagnostic[]> {
  const { flags, library, providers, view, interrupts, deadline } = session;
  if (target === undefined) return examined;
  const { concurrency } = flags;
  view.show({ type: 'working', step: 'Asking the target whether it would create everything; nothing is stored' });
  const { ok, findings } = await deadline.limit(interrupts.signal, (signal) =>
    library.rehearseCreates(made, snapshot, { target, providers, signal, concurrency }),
  );
  view.show({
    type: 'note',
    level: 0,
    text: `The target would create ${ok.toString()} of ${made.objects.length.toString()} objects`,
  });
  return library.judge([...examined, ...findings], allow);
}

/** Nobody else needs to read what a fleet consists of. */
async function keep(session: Session<PlanFlags>, surveyed: Survey, out: string): Promise<void> {
  const { context, library, view } = session;
  const path = absolute(context, out);
  const text = library.reviewedPlanToJson(await reviewedPlan(session, surveyed));
  try {
    await writePrivate(path, text);
  } catch (cause) {
    throw new UsageError(`--out ${out}: the plan cannot be written there`, { code: 'plan-unwritable', cause });
  }
  view.show({ type: 'note', level: 0, text: `Wrote the plan ${path}; carry it out with tsmove apply ${out}` });
}

async function formatted(
  session: Session<PlanFlags>,
  surveyed: Survey,
  findings: readonly Diagnostic[],
): Promise<string> {
  const { flags, library } = session;
  const { plan: made } = surveyed;
  const format = flags.output ?? 'table';
  switch (format) {
    case 'json':
      return library.planToJson({ ...made, diagnostics: findings });
    case 'yaml': {
      const { planAsYaml } = await import('../view/plan-document.ts');
      return planAsYaml(library, made, findings);
    }
    case 'html':
    case 'svg': {
      const { planPicture } = await import('../page/formats.ts');
      return planPicture(format, session, surveyed, findings);
    }
    case 'table':
      return planLines(made, findings)
        .map((line) => `${line}\n`)
        .join('');
  }
}
