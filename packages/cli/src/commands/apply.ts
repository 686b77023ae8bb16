import { readFile } from 'node:fs/promises';
import { StalePlanError, UsageError, type ReviewedPlan } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type ApplyFlags, applyGroups, applyProblems } from '../flags/apply.ts';
import type { MoveFlags } from '../flags/move.ts';
import { conduct } from '../session/conduct.ts';
import { stepsForOthers } from '../session/next-steps.ts';
import { absolute } from '../session/open-archive.ts';
import { reviewedPlan } from '../session/reviewed-plan.ts';
import type { Session } from '../session/session.ts';
import { stoppingAndLeaving, stoppingAndUndoing } from '../session/stop-words.ts';
import { survey, type SurveyFlags } from '../session/survey.ts';
import { moveView } from '../view/choose.ts';
import { showDryRun } from './dry-run.ts';
import { moveSurveyed } from './move.ts';

/** `tsmove apply` */
export async function runApply(this: CliContext, given: ApplyFlags, file: string): Promise<void> {
  await conduct(this, given, {
    groups: applyGroups,
    problems: applyProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => apply(session, file),
    stopping: ({ onFailure }) => (onFailure === 'stop' ? stoppingAndLeaving : stoppingAndUndoing),
    afterStop: stepsForOthers,
  });
}

/** Plans the same move anew, and carries it out if it does what was reviewed, and nothing else. */
async function apply(session: Session<ApplyFlags>, file: string): Promise<ExitCode> {
  const { context, flags, library } = session;
  const reviewed = library.reviewedPlanFromJson(await readPlanFile(absolute(context, file), file));
  const moving: Session<MoveFlags & Pick<SurveyFlags, 'conflicts'>> = {
    ...session,
    flags: { ...flags, ...unused, ...scopeOf(reviewed) },
  };
  const surveyed = await survey(moving);
  const changes = library.compareReviewed(reviewed, await reviewedPlan(session, surveyed), {
    exact: flags.exact === true,
  });
  if (changes.length > 0) {
    throw new StalePlanError(`${file} is stale: ${changes.join('; ')}`, {
      code: 'plan-changed',
      hint: 'Make the plan anew with tsmove plan --out, and look at it again.',
    });
  }
  return flags.dryRun === true ? showDryRun(moving, surveyed) : moveSurveyed(moving, surveyed, { onChange: 'refuse' });
}

async function readPlanFile(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${name}: the file cannot be read`, {
      code: 'plan-unreadable',
      hint: 'It is written by tsmove plan --out FILE.',
      cause,
    });
  }
}

/** What `move` has besides. */
const unused = {
  toDirectory: undefined,
  fromDirectory: undefined,
  backup: undefined,
  encryptTo: undefined,
  plain: undefined,
  identity: undefined,
} as const;

function scopeOf({
  plan: { scope, statusPolicy },
}: ReviewedPlan): Pick<MoveFlags, 'namespace' | 'namespaceMap' | 'cluster' | 'keepInSource' | 'status' | 'onConflict'> &
  Pick<SurveyFlags, 'conflicts'> {
  return {
    onConflict: undefined,
    conflicts: scope.conflicts,
    namespace: scope.namespace,
    namespaceMap:
      scope.targetNamespace === undefined ? undefined : { from: scope.namespace, to: scope.targetNamespace },
    cluster: scope.clusters,
    keepInSource: scope.keepInSource?.map(({ group, kind }) => `${kind}.${group}`),
    status: statusPolicy,
  };
}
