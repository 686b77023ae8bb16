import type { Bed } from '../bed/bed.ts';
import { clear } from '../bed/clear.ts';
import { drawFleet } from '../bed/fleet.ts';
import { endingOf, sidesOf, violations } from '../state/invariants.ts';
import { nameOf, type CaseResult, type CrashCase } from './crash-case.ts';
import { goOn, type GoneOn } from './go-on.ts';
import { moveMortally, rollBackMortally, type Remains } from './mortal-run.ts';

/** Draws a fleet in a namespace of its own, lets a process die, goes on, and looks at everything. Cleans up if all is well. */
export async function runCase(bed: Bed, namespace: string, one: CrashCase): Promise<CaseResult> {
  const begun = performance.now();
  const steps: Record<string, number> = {};
  const timed = async <T>(step: string, work: Promise<T>): Promise<T> => {
    const from = performance.now();
    try {
      return await work;
    } finally {
      steps[step] = Math.round((steps[step] ?? 0) + performance.now() - from);
    }
  };
  const result = (outcome: CaseResult['outcome'], findings: readonly string[], ending?: string): CaseResult => ({
    name: nameOf(one),
    outcome,
    elapsedMs: performance.now() - begun,
    steps,
    findings,
    ...(ending === undefined ? {} : { ending }),
  });
  try {
    await timed('draw', drawFleet(bed.source.plane, namespace));
    const before = await timed('look', sidesOf(bed, namespace));
    const remains = await timed('die', die(bed, namespace, one));
    const { isDead, writes } = remains.mortal;
    const hits = writes.filter((write) => write === one.point.name).length;
    const goneOn: GoneOn = isDead
      ? await timed('goOn', goOn(bed, namespace, remains, one.how))
      : { ending: 'either', findings: remains.error === undefined ? [] : ['nobody died, and it failed'] };
    const findings = [
      ...remains.findings,
      ...(hits > 1 ? [`the point was met ${hits} times`] : []),
      ...goneOn.findings,
      ...(await timed('look', violations(bed, namespace, before, goneOn.ending))),
    ];
    const found = goneOn.ending === 'either' ? endingOf(await sidesOf(bed, namespace)) : goneOn.ending;
    const ending = goneOn.note === undefined ? found : `${found} (${goneOn.note})`;
    if (findings.length > 0) return result('failed', findings, ending);
    await timed('clear', clear(bed, namespace));
    return result(isDead ? 'passed' : 'missed', [], ending);
  } catch (error) {
    return result('failed', [
      `the test itself failed: ${error instanceof Error ? (error.stack ?? error.message) : ''}`,
    ]);
  }
}

async function die(bed: Bed, namespace: string, { rollbackFrom, point }: CrashCase): Promise<Remains> {
  if (rollbackFrom === undefined) return moveMortally(bed, namespace, { at: point });
  const first = await moveMortally(bed, namespace, { at: rollbackFrom, concurrency: 1 });
  const second = await rollBackMortally(bed, namespace, first, { at: point, concurrency: 1 });
  return { ...second, findings: [...first.findings, ...second.findings] };
}
