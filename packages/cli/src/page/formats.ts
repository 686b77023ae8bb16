import type { Diagnostic, JournalReading, MoveHistory, Snapshot } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { GraphFlags } from '../flags/graph.ts';
import type { PlanFlags } from '../flags/plan.ts';
import type { ReportFlags } from '../flags/report.ts';
import { moveCommand } from '../session/move-command.ts';
import { nextSteps } from '../session/next-steps.ts';
import type { Session } from '../session/session.ts';
import type { Survey } from '../session/survey.ts';
import { version } from '../version.ts';
import type { GraphDocument } from './model/graph-document.ts';
import { graphPage } from './model/graph-page.ts';
import type { PageModel } from './model/page.ts';
import { planPage } from './model/plan-page.ts';
import { reportPage } from './model/report-page.ts';
import { pageHtml } from './render/page-html.ts';
import { pageSvg } from './svg/svg.ts';

export type PictureFormat = 'html' | 'svg';

const writers: Readonly<Record<PictureFormat, (model: PageModel) => string>> = { html: pageHtml, svg: pageSvg };

/** A plan with its findings, and everything that the source's graph knows about its objects. */
export function planPicture(
  format: PictureFormat,
  { context, flags, library, providers }: Session<PlanFlags>,
  { plan, snapshot, target }: Survey,
  findings: readonly Diagnostic[],
): string {
  const refused = findings.some(({ severity }) => severity === 'error');
  const model = planPage(plan, findings, {
    ...madeBy(context),
    ...(target === undefined ? {} : { to: target.url }),
    edges: readGraph(library.graphToJson(library.buildGraph(snapshot, providers))).edges,
    next:
      target === undefined || refused
        ? []
        : [{ aim: 'move', command: moveCommand(context.program, flags, plan.scope.namespace) }],
  });
  return writers[format](model);
}

/** The graph of a namespace. */
export function graphPicture(
  format: PictureFormat,
  { context, library, providers }: Session<GraphFlags>,
  snapshot: Snapshot,
): string {
  const graph = readGraph(library.graphToJson(library.buildGraph(snapshot, providers)));
  const { namespace, cluster } = snapshot;
  return writers[format](graphPage(graph, { namespace, from: cluster.url, ...madeBy(context) }));
}

/** A move object by object. */
export function reportHtml(
  { context, flags }: Session<ReportFlags>,
  reading: JournalReading,
  history: MoveHistory,
): string {
  const { moveId, zone, outcome } = history.summary;
  const next = nextSteps(context.program, { moveId, zone, outcome, hasJournal: true, flags });
  return pageHtml(reportPage(reading, history, { ...madeBy(context), next }));
}

function madeBy({ clock }: CliContext): { readonly madeAt: string; readonly tool: string } {
  return { madeAt: new Date(clock.wallMs?.() ?? Date.now()).toISOString(), tool: `tsmove ${version()}` };
}

/** What `graphToJson` writes is what it says. */
function readGraph(json: string): GraphDocument {
  return JSON.parse(json) as GraphDocument;
}
