import { seconds } from '../../demo/printer.ts';
import { countedVerbs } from '../trial/request-counts.ts';
import type { Comparison } from './result.ts';
import type { Summary } from './summary.ts';

/** A table as it is printed, and as it stands in the page. */
export interface Table {
  /** What it is about, without a colon. */
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** All tables of one comparison. */
export function tablesOf({ summaries, rawConcurrency }: Comparison): readonly Table[] {
  const table = (title: string, columns: Readonly<Record<string, (one: Summary) => string>>): Table => ({
    title,
    headings: ['contender', ...Object.keys(columns)],
    rows: summaries.map((one) => [one.contender, ...Object.values(columns).map((cell) => cell(one))]),
  });
  const startUp = summaries.flatMap(({ startUpMs }) => startUpMs ?? []);
  const notes = [
    ...(startUp.length === 0
      ? []
      : [`raw bound: ${rawConcurrency} connections, start-up ${seconds(Math.min(...startUp))}`]),
  ];
  return [
    table(`Wall time of the whole command, from start to exit${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`, {
      median: ({ medianMs }) => seconds(medianMs),
      range: (one) => (one.trials < 2 ? 'once' : `${seconds(one.fastestMs)} to ${seconds(one.slowestMs)}`),
      'objects/s': ({ objectsPerSecond }) => objectsPerSecond.toFixed(0),
      'times faster': ({ timesFaster, contender, against }) => (contender === against ? '1' : fixed(timesFaster, 2)),
      'times bound': ({ timesBound, contender, bound }) => (contender === bound ? '1' : fixed(timesBound, 2)),
    }),
    table('Requests per object, both API servers together, as they count them', {
      ...Object.fromEntries(
        countedVerbs.map((verb) => [verb, (one: Summary) => fixed(one.requestsPerObject[verb] ?? 0, 2)]),
      ),
      all: ({ requestsPerObject }) =>
        fixed(
          Object.values(requestsPerObject).reduce((sum, number) => sum + number, 0),
          2,
        ),
    }),
    table('What it took, and for how long no controller looked after a Cluster', {
      'client CPU': ({ processorSeconds }) => unit(processorSeconds, 's', 1),
      'client memory': ({ peakMiB }) => unit(peakMiB, 'MiB', 0),
      "servers' CPU": ({ serverSeconds }) => unit(serverSeconds, 's', 1),
      'pause, median': ({ pauseWindow }) => seconds(pauseWindow.medianMs),
      'pause, longest': ({ pauseWindow }) => seconds(pauseWindow.maxMs),
    }),
  ];
}

function fixed(value: number | undefined, digits: number): string {
  return value?.toFixed(digits) ?? '-';
}

function unit(value: number | undefined, name: string, digits: number): string {
  return value === undefined ? '-' : `${value.toFixed(digits)} ${name}`;
}
