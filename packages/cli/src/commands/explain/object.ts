import { formatRef, type ObjectExplanation, type ObjectRef } from '@tsmove/move-core';
import { nearest } from '../../codes/nearest.ts';
import type { CliContext } from '../../context.ts';
import { EndedEarly } from '../../errors/ended-early.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { explainGroups, type ExplainFlags } from '../../flags/explain.ts';
import { tellingProblems } from '../../flags/move.ts';
import { conduct } from '../../session/conduct.ts';
import { examine } from '../../session/examine.ts';
import type { Session } from '../../session/session.ts';
import { connectSides } from '../../session/sides.ts';
import { allowances, surveySides, type Survey } from '../../session/survey.ts';
import { tellingView } from '../../view/choose.ts';
import { isObject } from '../../view/is-object.ts';
import { recordVersion } from '../../view/json-lines.ts';
import { gitopsPromise, objectLines } from '../../view/explained-object.ts';
import { textLayout } from './layout.ts';

/** Explains one object of the source: what a move would do with it, and why. Both sides are only read. */
export async function explainObjectOfSource(context: CliContext, given: ExplainFlags, object: string): Promise<void> {
  await conduct(context, given, {
    groups: explainGroups,
    problems: tellingProblems,
    view: tellingView,
    work: (session) => explain(session, object),
    hasJournal: false,
  });
}

async function explain(session: Session<ExplainFlags>, wanted: string): Promise<ExitCode> {
  const { context, flags, library, providers, view, interrupts, deadline } = session;
  const surveyed = await deadline.limit(interrupts.signal, async (signal) =>
    surveySides(session, await connectSides(session), signal),
  );
  const ref = choose(session, surveyed, wanted);
  const findings = await examine(session, surveyed, allowances(flags));
  const { plan, snapshot } = surveyed;
  const explained = library.explainObject(plan, ref, { snapshot, providers, findings });
  if (explained === undefined) throw nowhere(wanted, plan.scope.namespace, []);
  view.rest();
  context.process.stdout.write(formatted(session, explained));
  return exitCodes.done;
}

function formatted({ context, flags }: Session<ExplainFlags>, explained: ObjectExplanation): string {
  if (flags.output === 'json') {
    const promise = explained.gitops.length === 0 ? {} : { gitopsSuspended: gitopsPromise };
    return `${JSON.stringify({ formatVersion: recordVersion, ...explained, ...promise }, undefined, 2)}\n`;
  }
  return objectLines(explained, textLayout(context, flags))
    .map((line) => `${line}\n`)
    .join('');
}

/** The one object that is meant; those of the moved namespace before others of the same name. */
function choose({ library }: Session<ExplainFlags>, { snapshot, plan }: Survey, wanted: string): ObjectRef {
  const all = library.explainableObjects(snapshot);
  const meant = all.filter((ref) => isObject(ref, wanted));
  const here = meant.filter(({ namespace }) => namespace === plan.scope.namespace);
  const [first, ...others] = here.length > 0 ? here : meant;
  if (first === undefined) throw nowhere(wanted, plan.scope.namespace, all);
  if (others.length === 0) return first;
  throw new EndedEarly(
    `${wanted} is more than one object: ${[first, ...others].map((ref) => formatRef(ref, { withGroup: true })).join(', ')}`,
    exitCodes.usage,
    'Write its kind with its group, as in machine.cluster.x-k8s.io/NAME, or its namespace, as in Machine/NAMESPACE/NAME.',
  );
}

function nowhere(wanted: string, namespace: string, all: readonly ObjectRef[]): EndedEarly {
  const names = new Map(all.map((ref) => [`${ref.kind}/${ref.name}`.toLowerCase(), `${ref.kind}/${ref.name}`]));
  const near = nearest(wanted, [...names.keys()]).map((name) => names.get(name) ?? name);
  return new EndedEarly(
    `${wanted} is none of the objects that a move of namespace ${namespace} looks at${near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`}`,
    exitCodes.usage,
    'If it is there, its kind takes no part in moves and nothing owns it: it stays, and nothing happens to it.',
  );
}
