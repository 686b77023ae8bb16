import type { ApiServer, PivotOptions, PivotReport, PivotRun } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type PivotFlags, pivotGroups, pivotProblems } from '../flags/pivot.ts';
import { conduct } from '../session/conduct.ts';
import { confirm } from '../session/confirm.ts';
import { paceOptions } from '../session/pace.ts';
import { readComponents } from '../session/read-components.ts';
import type { Session } from '../session/session.ts';
import { connectSides } from '../session/sides.ts';
import { stoppingAndLeaving, stoppingAndUndoing } from '../session/stop-words.ts';
import { allowances, keptKinds } from '../session/survey.ts';
import { moveView } from '../view/choose.ts';
import { courseOf } from '../view/live/course.ts';
import { jsonLine, summaryLine } from '../view/json-lines.ts';
import { leasesAsSideData, wantsLeases } from './leases/side-data.ts';
import { pivotPlanLines, pivotReportLines } from '../view/pivot-lines.ts';
import { toYaml } from '../view/yaml.ts';

/** `tsmove pivot` */
export async function runPivot(this: CliContext, given: PivotFlags): Promise<void> {
  await conduct(this, given, {
    groups: pivotGroups,
    problems: pivotProblems,
    view: (context, flags) => moveView(context, flags, flags.output ?? 'table'),
    work: (session) => (session.flags.dryRun === true ? show(session) : pivot(session)),
    stopping: ({ onFailure }) => (onFailure === 'stop' ? stoppingAndLeaving : stoppingAndUndoing),
  });
}

async function show(session: Session<PivotFlags>): Promise<ExitCode> {
  const { context, flags, library, view } = session;
  const options = await optionsOf(session);
  view.show({ type: 'working', step: 'Looking what a pivot would do; nothing is changed on either side' });
  const { namespace, steps } = await library.planPivot(options);
  view.rest();
  const { stdout } = context.process;
  const document = { formatVersion: 1, namespace, steps };
  if (flags.output === 'json') stdout.write(`${JSON.stringify(document)}\n`);
  else if (flags.output === 'yaml') stdout.write(toYaml(document));
  else
    stdout.write(
      pivotPlanLines({ namespace, steps })
        .map((line) => `${line}\n`)
        .join(''),
    );
  return exitCodes.done;
}

async function pivot(session: Session<PivotFlags>): Promise<ExitCode> {
  const { flags, library, view } = session;
  const options = await optionsOf(session);
  const { namespace } = options.scope;
  const undo = flags.undo === true;
  const question = undo
    ? `Undo the pivot of namespace ${namespace}? [y/N] `
    : `Pivot namespace ${namespace} to ${options.target.url}? [y/N] `;
  await confirm(session, undo ? 'the undo' : 'the pivot', question);
  view.show({ type: 'working', step: `${undo ? 'Undoing the pivot' : 'Pivoting'} of namespace ${namespace}` });
  const report = await followPivot(session, undo ? library.rollbackPivot(options) : library.startPivot(options));
  view.rest();
  showReport(session, report);
  return report.outcome === 'unsettled' ? exitCodes.refused : exitCodes.done;
}

async function followPivot({ view }: Session<PivotFlags>, run: PivotRun): Promise<PivotReport> {
  // The outcome may be known before the last event is read: an error of it is dealt with below, not here.
  run.result.catch(() => undefined);
  for await (const event of run) {
    if (event.type === 'move-event') view.show({ type: 'event', event: event.event });
    else view.show({ type: 'pivot', event });
  }
  return run.result;
}

function showReport({ context, flags }: Session<PivotFlags>, report: PivotReport): void {
  const { stdout } = context.process;
  const exitCode = report.outcome === 'unsettled' ? exitCodes.refused : exitCodes.done;
  const summary = summaryLine({ outcome: report.outcome, exitCode, report });
  const { type: _type, ...document } = summary;
  if (flags.output === 'json') stdout.write(jsonLine(summary));
  else if (flags.output === 'yaml') stdout.write(toYaml(JSON.parse(JSON.stringify(document))));
  else if (flags.quiet !== true) {
    stdout.write(
      pivotReportLines(report, context.program)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
}

/** The kinds that stay in the source; which kind a resource is of, the source tells. */
async function keptInSource(
  { flags, library, providers, interrupts: { signal } }: Session<PivotFlags>,
  source: ApiServer,
  namespace: string,
): Promise<ReturnType<typeof keptKinds> | undefined> {
  if (flags.keepInSource === undefined) return undefined;
  return keptKinds(flags.keepInSource, await library.discover(source, { namespace, providers, signal }));
}

async function optionsOf(session: Session<PivotFlags>): Promise<PivotOptions> {
  const { flags, interrupts, providers } = session;
  const components = await readComponents(flags.components ?? []);
  const { source, target } = await connectSides(session);
  if (target === undefined) throw new Error('a pivot without a target');
  const { leaseDurationMs, ...pace } = paceOptions(flags);
  const namespace = flags.namespace ?? source.contextNamespace ?? 'default';
  const kept = flags.undo === true ? undefined : await keptInSource(session, source, namespace);
  return {
    source,
    target,
    providers,
    scope: {
      namespace,
      ...(flags.cluster === undefined ? {} : { clusters: flags.cluster }),
      ...(flags.status === undefined ? {} : { status: flags.status }),
      ...(kept === undefined ? {} : { keepInSource: kept }),
    },
    ...(wantsLeases(flags) ? { sideData: [leasesAsSideData(session, source, target)] } : {}),
    components,
    forceComponents: flags.forceComponents === true,
    handOverIronic: flags.keepIronic !== true,
    scaleDownSource: flags.scaleDownSource === true,
    ironic: flags.ironic ?? [],
    scaleDown: flags.scaleDown ?? [],
    ...(flags.provisioningInterface === undefined ? {} : { provisioningInterface: flags.provisioningInterface }),
    move: {
      ...pace,
      ...(leaseDurationMs === undefined ? {} : { leaseDurationMs }),
      allow: allowances(flags),
      ...(flags.skipPauseAck === true ? { awaitPause: false } : {}),
      ...(flags.markReady === true ? { markReady: true } : {}),
    },
    ...(leaseDurationMs === undefined ? {} : { leaseDurationMs }),
    ...(flags.onFailure === undefined ? {} : { onFailure: flags.onFailure }),
    ...(flags.cleanUpSource === undefined ? {} : { cleanUpSource: flags.cleanUpSource }),
    ...(flags.settleTimeout === undefined ? {} : { settleTimeoutMs: flags.settleTimeout }),
    ...(flags.componentsTimeout === undefined ? {} : { componentsTimeoutMs: flags.componentsTimeout }),
    ...(flags.podsTimeout === undefined ? {} : { podsTimeoutMs: flags.podsTimeout }),
    acceptFindings: flags.acceptFindings === true,
    holderIsDead: flags.skipLeaseWait === true,
    // Which phases are left its events tell.
    onPlan: (plan) => {
      session.view.show({ type: 'course', course: courseOf(plan, []) });
    },
    signal: interrupts.signal,
  };
}
