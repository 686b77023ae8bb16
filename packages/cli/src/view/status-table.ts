import type { MoveSummary } from '@tsmove/move-core';
import { type KnownMove, zoneOf } from '../session/known-moves.ts';
import { age } from './age.ts';
import { inSource, inTarget } from './counts.ts';
import { fittedColumns } from './fitted-columns.ts';
import { printable } from './printable.ts';

/** One row for each move: which, how far, how much of it is where, and who had it last. */
export function statusLines(moves: readonly KnownMove[], nowMs: number, width: number | undefined): readonly string[] {
  const column = (heading: string, cell: (move: KnownMove) => string, worth?: number) => ({
    heading,
    cells: moves.map((move) => printable(cell(move))),
    ...(worth === undefined ? {} : { worth }),
  });
  return fittedColumns(
    [
      column('MOVE', ({ moveId }) => moveId),
      column('NAMESPACE', scopeCell),
      column('STATE', stateCell),
      column('PHASE', (move) => (zoneOf(move) === 'finished' ? '' : (facts(move)?.phase ?? '')), 3),
      column('TARGET', ({ summary }) => counted(summary, inTarget)),
      column('SOURCE', ({ summary }) => counted(summary, inSource)),
      column('AGE', (move) => (lastSign(move) === '' ? '' : age(lastSign(move), nowMs))),
      column('BY', (move) => facts(move)?.by.name ?? '', 4),
      column('FROM', ({ summary }) => host(summary?.source.url), 1),
      column('TO', ({ summary }) => host(summary?.target.url), 1),
    ],
    width,
  );
}

/** What both a journal and a Lease tell; the Lease is fresher. */
export function facts({
  summary,
  leases,
}: KnownMove): Pick<MoveSummary, 'scope' | 'phase' | 'by' | 'epoch'> | undefined {
  const latest = leases.toSorted((a, b) => b.content.epoch - a.content.epoch)[0]?.content;
  if (latest === undefined || summary === undefined) return latest ?? summary;
  return latest.epoch >= summary.epoch ? latest : summary;
}

/** When the move was last heard of, RFC 3339; empty if nothing tells. */
export function lastSign({ summary, leases }: KnownMove): string {
  return [summary?.lastAt ?? '', ...leases.map(({ content }) => content.renewed)].toSorted().at(-1) ?? '';
}

function scopeCell(move: KnownMove): string {
  const scope = facts(move)?.scope;
  if (scope === undefined) return '';
  const { namespace, targetNamespace, clusters } = scope;
  const name = targetNamespace === undefined ? namespace : `${namespace}=${targetNamespace}`;
  return clusters === undefined ? name : `${name} (${clusters.join(',')})`;
}

/** One word: the zone of an open move, the end of a finished one. */
export function stateCell(move: KnownMove): string {
  const zone = zoneOf(move);
  if (zone === undefined) return 'unreadable';
  return zone === 'finished' ? (move.summary?.outcome ?? zone) : zone;
}

function counted(summary: MoveSummary | undefined, of: (summary: MoveSummary) => number): string {
  return summary === undefined ? '' : `${of(summary).toString()}/${summary.objects.toString()}`;
}

/** `10.0.0.1:6443`: what tells API servers apart. */
function host(url: string | undefined): string {
  return (url ?? '').replace(/^https?:\/\//, '').replace(/\/$/, '');
}
