import { formatRef, type GitopsFight, type HoldExplanation, type ObjectExplanation } from '@tsmove/move-core';
import { wrap } from '../help/wrap.ts';
import type { TextLayout } from './code-lines.ts';
import { explainHint } from './explain-hint.ts';
import { findingLines } from './findings.ts';
import { printable } from './printable.ts';
import { listOf } from './words.ts';

/** What somebody says who passes the flag, and what tsmove does with it. */
export const gitopsPromise =
  '--gitops-suspended says that nothing will apply these objects in the source, or on their way in the target, until the move is over. tsmove believes it, and looks at the source once more right before the release and after it: whatever was made anew there stops the move.';

const fates: Readonly<Record<ObjectExplanation['fate'], string>> = {
  move: 'moves',
  copy: 'is copied, and stays in the source',
  stay: 'stays in the source',
  collected: "stays, and the source's garbage collector would delete it",
};

/** One object, for people: its fate, what it follows from, what holds it, what was found, what would fight the move. */
export function objectLines(explained: ObjectExplanation, layout: TextLayout): readonly string[] {
  const { paint, width } = layout;
  const { ref, fate, because, findings, gitops } = explained;
  const section = (heading: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', paint('bold', heading), ...lines.map((line) => (line === '' ? '' : `  ${line}`))];
  const wrapped = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => wrap(printable(text), width - 2));
  return [
    ...wrap(printable(`${formatRef(ref, { withGroup: true })} ${fates[fate]}: ${because}.`), width),
    ...section('What it belongs to', wrapped(belonging(explained))),
    ...section('While it moves', wrapped(moving(explained))),
    ...section('Findings', [
      ...findingLines(findings, paint),
      ...explainHint(
        findings.map(({ code }) => code),
        paint,
      ),
    ]),
    ...section('GitOps', gitops.length === 0 ? [] : gitopsLines(explained, layout)),
  ];
}

const relations = {
  owner: 'is owned by',
  'soft-owner': 'belongs, by its name, a label or a field, to',
  uses: 'uses',
} as const;

function belonging({ ref, chain, clusters }: ObjectExplanation): readonly string[] {
  const lower = [ref, ...chain.map((link) => link.ref)];
  return [
    ...chain.map(
      (link, index) => `${formatRef(lower[index] ?? ref)} ${relations[link.relation]} ${formatRef(link.ref)}`,
    ),
    ...(clusters.length > 1 || (clusters.length === 1 && chain.length === 0 && clusters[0]?.name !== ref.name)
      ? [`Clusters: ${listOf(clusters.map((cluster) => formatRef(cluster)))}`]
      : []),
  ];
}

const statuses = { carry: 'with its status', drop: 'without its status', none: 'it has no status' } as const;

function moving({ placed, hold, fate }: ObjectExplanation): readonly string[] {
  if (placed === undefined || hold === undefined) return [];
  // People count from 1.
  const [group, groups] = [(placed.group + 1).toString(), placed.groups.toString()];
  return [
    holdWords(hold),
    `Created in the target in group ${group} of ${groups}, once its owners are there; ${statuses[placed.status]}.`,
    ...(hold.blockedBy.length === 0 ? [] : [`It may not be touched yet: ${listOf(hold.blockedBy)}.`]),
    ...(hold.harmOnDelete === undefined || fate === 'copy'
      ? []
      : [
          `Seen being deleted, its controller would destroy ${hold.harmOnDelete}: its finalizers go first, so that no controller sees it.`,
        ]),
    ...(hold.by !== 'self'
      ? []
      : hold.pausedByUser
        ? ['You have paused it: it stays paused when the move is done.']
        : [
            `Released when the move is done${hold.releaseOrder === undefined ? '' : ', lower numbers first: its number is ' + hold.releaseOrder.toString()}.`,
          ]),
  ];
}

function holdWords({ by, holders, pausedByUser }: HoldExplanation): string {
  const names = holders.length === 0 ? '' : ` (${listOf(holders.map((ref) => formatRef(ref)))})`;
  switch (by) {
    case 'self':
      return pausedByUser
        ? 'Held by its own pause, which is set already.'
        : 'Held by a pause on the object itself, on both sides.';
    case 'cluster':
      return `Held by the pause of its Cluster${names}, on both sides.`;
    case 'owner':
      return `Held by the pause of what it belongs to${names}.`;
    case 'none':
      return 'Nothing can hold it: its controller knows no pause.';
    case 'nothing':
      return 'Nothing needs to hold it: no controller is known that acts on its kind.';
  }
}

function gitopsLines({ ref, gitops }: ObjectExplanation, { width }: TextLayout): readonly string[] {
  return [
    ...gitops.flatMap((fight) => fightLines(fight, formatRef(fight.on) === formatRef(ref), width)),
    ...wrap(gitopsPromise, width - 2),
    'More: docs/gitops.md',
  ];
}

function fightLines({ owner, on, suspend }: GitopsFight, isItself: boolean, width: number): readonly string[] {
  const place = `${owner.kind} ${owner.namespace === undefined ? '' : `${owner.namespace}/`}${owner.name ?? 'of a name that its marks do not tell'}`;
  const what = isItself ? 'it' : formatRef(on);
  const [first = '', ...others] = suspend;
  return [
    ...wrap(
      printable(
        `${owner.tool} applies ${what} (${place}), would undo the pause where its files say so, and would create ${what} again in the source, not paused, once it has moved. Suspend it before the move, where ${owner.tool} runs:`,
      ),
      width - 2,
    ),
    '',
    `  ${first}`,
    ...others.flatMap((command) => ['or', `  ${command}`]),
    '',
  ];
}
