import { seconds, type Printer } from '../demo/printer.ts';
import type { CaseResult } from './run/crash-case.ts';
import type { CaseList } from './run/cases.ts';

/** Everything that a run has found, as `--json` writes it. */
export interface CrashReport {
  readonly formatVersion: 1;
  readonly at: string;
  readonly elapsedMs: number;
  readonly recorded: CaseList['recorded'];
  readonly results: readonly CaseResult[];
}

/** Which points there are, and how long the cases will take. */
export function printForecast({ cases, recorded }: CaseList, lanes: number, printer: Printer): void {
  printer.heading('Points');
  printer.table(
    ['of', 'certain', 'of chance', 'takes'],
    recorded.map(({ of, points }) => [
      of,
      String(points.certain.length),
      String(points.uncertain.length),
      seconds(points.elapsedMs),
    ]),
  );
  // A case is about two runs: one that dies and one that goes on. Lanes share the cores, so they save half at best.
  const [move] = recorded;
  const perCase = (2 * (move?.points.elapsedMs ?? 0)) / Math.max(1, lanes / 2);
  printer.line(`\n${cases.length} cases; at ${seconds(perCase)} each, about ${minutes(cases.length * perCase)}`);
}

/** One line for a case as soon as it is done; quiet about what went well but for a line now and then. */
export function createProgress(total: number, printer: Printer): (result: CaseResult, count: number) => void {
  const begun = performance.now();
  return (result, count) => {
    if (result.outcome === 'failed') {
      printer.line(`FAILED ${result.name} (${seconds(result.elapsedMs)})`);
      for (const finding of result.findings.slice(0, 6)) printer.line(`  ${finding}`);
    }
    if (count % 20 !== 0 && count !== total) return;
    const elapsed = performance.now() - begun;
    const left = (elapsed / count) * (total - count);
    printer.line(`${count} of ${total} cases, ${seconds(elapsed / count)} each; about ${minutes(left)} left`);
  };
}

/** The table at the end, and how to run what failed once more. */
export function printReport({ results, elapsedMs }: CrashReport, printer: Printer): void {
  const groups = new Map<string, CaseResult[]>();
  for (const result of results) {
    const group = groupOf(result.name);
    groups.set(group, [...(groups.get(group) ?? []), result]);
  }
  const count = (some: readonly CaseResult[], outcome: CaseResult['outcome']): string =>
    String(some.filter((one) => one.outcome === outcome).length);
  printer.heading('Crashes');
  printer.table(
    ['died in', 'cases', 'passed', 'missed', 'failed', 'ended as'],
    [...groups]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([group, some]) => [
        group,
        String(some.length),
        count(some, 'passed'),
        count(some, 'missed'),
        count(some, 'failed'),
        endings(some),
      ]),
  );
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  printer.line(`\n${results.length} cases in ${minutes(elapsedMs)}, ${failed.length} failed`);
  for (const { name, findings } of failed) {
    printer.line(`\n${name}`);
    for (const finding of findings.slice(0, 6)) printer.line(`  ${finding}`);
    printer.line(`  npm run test:crash -- --parallel 1 --filter '^${escape(name)}$'`);
  }
}

/** `move/create, then resume`: what died, in which phase, and what followed. */
function groupOf(name: string): string {
  const [, what = '', phase = '', how = ''] = /^(.*) dies \S+ ([^/]+)\/.*, then (\w+)$/u.exec(name) ?? [];
  return `${what}, ${phase}, ${how}`;
}

function endings(results: readonly CaseResult[]): string {
  const counts = new Map<string, number>();
  for (const { ending = 'unknown' } of results) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  return [...counts].map(([ending, number]) => `${number} ${ending}`).join(', ');
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
}

function minutes(milliseconds: number): string {
  return milliseconds < 90_000 ? seconds(milliseconds) : `${(milliseconds / 60_000).toFixed(1)} min`;
}
