import type { MoveSummary } from '@tsmove/move-core';
import { type KnownMove, zoneOf } from '../session/known-moves.ts';
import { age } from './age.ts';
import { inSource, inTarget } from './counts.ts';
import { actorWords, holderWords } from './lease-words.ts';
import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { facts, lastSign, stateCell } from './status-table.ts';
import { count } from './words.ts';

export interface StatusDetails {
  readonly move: KnownMove;
  /** Where its journal is, in words. */
  readonly place: string | undefined;
  readonly nowMs: number;
}

/** One move in full: where it stands, and what is open. */
export function statusDetailLines({ move, place, nowMs }: StatusDetails, paint: Paint): readonly string[] {
  const { summary, leases, moveId } = move;
  const known = facts(move);
  const zone = zoneOf(move);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['move', moveId],
    ['namespace', known === undefined ? undefined : namespaceWords(known.scope)],
    ['clusters', known?.scope.clusters?.join(', ')],
    ['from', summary?.source.url],
    ['to', summary?.target.url],
    ['begun', summary === undefined ? undefined : when(summary.startedAt, nowMs)],
    ['last sign', lastSign(move) === '' ? undefined : when(lastSign(move), nowMs)],
    ['last by', known === undefined ? undefined : actorWords(known.by)],
    ['journal', place ?? 'none that was found'],
    ...leases.map(
      ({ side, content }) =>
        [`${side} lease`, `${holderWords(content)}, renewed ${when(content.renewed, nowMs)}`] as const,
    ),
    ['state', `${stateCell(move)}${known === undefined || zone === 'finished' ? '' : `, in phase ${known.phase}`}`],
    ...(summary === undefined ? [] : counts(summary)),
  ];
  const indent = Math.max(...rows.map(([name]) => name.length)) + 3;
  return [
    ...rows.flatMap(([name, value]) =>
      value === undefined ? [] : [`${paint('bold', name)}${' '.repeat(indent - name.length)}${printable(value)}`],
    ),
    '',
    ...open(move),
  ];
}

function when(at: string, nowMs: number): string {
  return `${at} (${age(at, nowMs)} ago)`;
}

function counts(summary: MoveSummary): readonly (readonly [string, string])[] {
  const states = (by: Readonly<Record<string, number>>): string =>
    Object.entries(by)
      .filter(([, number]) => number > 0)
      .map(([state, number]) => `${number.toString()} ${state}`)
      .join(', ');
  return [
    ['in target', states(summary.inTarget)],
    ['in source', states(summary.inSource)],
  ];
}

/** What is still to be done, and what must not be done by hand. */
function open(move: KnownMove): readonly string[] {
  const { summary } = move;
  switch (zoneOf(move)) {
    case 'before-commit':
      return [
        `Nothing has been deleted: the source has every object, and is the side that counts.${missingIn(summary)}`,
        'What is paused on either side is to stay so until the move is gone on with or undone.',
      ];
    case 'committed':
      return [
        `Everything is in the target and verified; ${left(summary)}`,
        'Both sides are paused, so nothing is reconciled twice. Resume neither by hand.',
      ];
    case 'releasing':
      return ['The target has begun to take over: what is not yet resumed there is to be, and nothing else is open.'];
    case 'rolling-back':
      return ['A rollback was begun, and has not come to its end.'];
    case 'target-abandoned':
      return [
        'The source is resumed and counts. What the move had created in the target is still there, paused, if the target is:',
        'it must never be resumed by hand.',
      ];
    case 'finished':
      return ['The move is finished; nothing is open.'];
    case undefined:
      return ['How far the move is cannot be told: its journal cannot be read, and no Lease of it was found.'];
  }
}

function missingIn(summary: MoveSummary | undefined): string {
  if (summary === undefined) return '';
  const missing = summary.objects - inTarget(summary);
  return missing === 0
    ? ''
    : ` ${count(missing, 'object')} of ${summary.objects.toString()} ${missing === 1 ? 'is' : 'are'} not in the target yet.`;
}

function left(summary: MoveSummary | undefined): string {
  return summary === undefined
    ? 'objects may still have to be deleted from the source.'
    : `the source has ${inSource(summary).toString()} of ${count(summary.objects, 'object')} left.`;
}

function namespaceWords({
  namespace,
  targetNamespace,
}: Pick<MoveSummary['scope'], 'namespace' | 'targetNamespace'>): string {
  return targetNamespace === undefined ? namespace : `${namespace}, ${targetNamespace} in the target`;
}
