import type { LeaseContent, MoveSummary, MoveZone } from '@tsmove/move-core';
import { inSource, inTarget } from './counts.ts';
import { actorWords } from './lease-words.ts';
import type { PlanSummary } from './plan-summary.ts';
import { count } from './words.ts';

/** The question before a move. */
export function moveQuestion({ moved, copied, clusters, from, to, targetNamespace }: PlanSummary): string {
  const copies = copied.length === 0 ? '' : ` (and copy ${count(copied.length, 'object')})`;
  return (
    `Move ${count(moved, 'object')} of ${count(clusters, 'Cluster')}${copies}\n  from ${from}\n  to   ${to ?? 'the target'}${arrival(targetNamespace)}\n` +
    'and delete them from the source once they are verified? [y/N] '
  );
}

function arrival(targetNamespace: string | undefined): string {
  return targetNamespace === undefined ? '' : `, namespace ${targetNamespace}`;
}

/** The question before an import: nothing of it is deleted anywhere. */
export function importQuestion({ moved, clusters, from, to, targetNamespace }: PlanSummary): string {
  const what = `${count(moved, 'object')} of ${count(clusters, 'Cluster')}`;
  return `Create ${what}\n  from ${from}\n  in   ${to ?? 'the target'}${arrival(targetNamespace)}\nand let its controllers take them over? [y/N] `;
}

/** The question before a rollback: what it comes to depends on how far the move is (contract 5). */
export function rollbackQuestion(summary: MoveSummary, abandonTarget: boolean): string {
  const { moveId, scope, zone, source, target, objects } = summary;
  const move = `move ${moveId} of namespace ${scope.namespace}`;
  if (abandonTarget) {
    return (
      `Give up the target of ${move}, and resume the source?\n  source ${source.url}\n  target ${target.url}\n` +
      `${count(inTarget(summary), 'object')} of the move may be in the target, and will stay there, paused. [y/N] `
    );
  }
  if (zone === 'releasing' || zone === 'finished') {
    const first = zone === 'releasing' ? `Finish ${move}, and then move` : `Undo ${move}: move`;
    return `${first} its objects back\n  from ${target.url}\n  to   ${source.url}\nand delete them there once they are verified? [y/N] `;
  }
  const gone = objects - inSource(summary);
  const anew =
    gone === 0 ? '' : `,\nafter ${count(gone, 'object')} that it has deleted were made anew in ${source.url}`;
  return `Undo ${move}: remove ${count(inTarget(summary), 'object')} from ${target.url}${anew}? [y/N] `;
}

/** The question before a recovery; `seen` is what the Leases say of the move, if anything. */
export function recoverQuestion(
  seen: { readonly content: LeaseContent; readonly zone: MoveZone | undefined } | undefined,
): string {
  if (seen === undefined) return 'Undo or finish what a move has left in the two clusters? [y/N] ';
  const { moveId, scope, by } = seen.content;
  const move = `move ${moveId} of namespace ${scope.namespace}, last with ${actorWords(by)}`;
  return seen.zone === 'committed' || seen.zone === 'releasing'
    ? `Finish ${move}:\ndelete from the source what is left of it there, and resume the target? [y/N] `
    : `Undo ${move}:\nremove from the target what it has created there, and resume the source? [y/N] `;
}
