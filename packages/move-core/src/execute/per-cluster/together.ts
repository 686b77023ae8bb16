import { compareText } from '../../model/object-ref.ts';
import type { MoveReport } from '../report.ts';

/**
 * One report of several moves, which took `elapsedMs` all together. What was copied by one and moved by a later one is
 * told once, by how it ended.
 */
export function together(first: MoveReport, reports: readonly MoveReport[], elapsedMs: number): MoveReport {
  const entries = new Map(
    reports.flatMap((report) => report.entries.map((entry) => [JSON.stringify(entry.ref), entry])),
  );
  const sum = (count: keyof MoveReport['counts']): number =>
    reports.reduce((total, { counts }) => total + counts[count], 0);
  return {
    ...first,
    elapsedMs,
    entries: [...entries.values()],
    createdNamespaces: [...new Set(reports.flatMap(({ createdNamespaces }) => createdNamespaces))].sort(compareText),
    sourceChecks: reports.flatMap(({ sourceChecks }) => sourceChecks),
    addedByTarget: reports.flatMap(({ addedByTarget }) => addedByTarget),
    counts: { moved: sum('moved'), copied: sum('copied'), adopted: sum('adopted') },
  };
}
