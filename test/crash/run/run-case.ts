import type { Bed } from '../bed/bed.ts';
import { clear } from '../bed/clear.ts';
import { drawFleet } from '../bed/fleet.ts';
import { endingOf, sidesOf, violations } from '../state/invariants.ts';
import { nameOf, type CaseResult, type CrashCase } from './crash-case.ts';
import { goOn, type GoneOn } from './go-on.ts';
import { moveMortally, rollBackMortally, type Remains } from './mortal-run.ts';

/** Draws a fleet in a namespace of its own, lets a process die, goes on, and looks at everything. Cleans up if all is well. */
export async function runCase(bed: Bed, namespace: string, one: CrashCase): Promise<CaseResult> {
  const name = nameOf(one);
  const begun = performance.now();
  const result = (outcome: CaseResult['outcome'], findings: readonly string[], ending?: string): CaseResult => ({
    name,
    outcome,
    elapsedMs: performance.now() - begun,
    findings,
    ...(ending === undefined ? {} : { ending }),
  });
  try {
    await drawFleet(bed.source.plane, namespace);
    const before = await sidesOf(bed, namespace);
    const remains = await die(bed, namespace, one);
    const hits = remains.mortal.writes.filter((write) => write === one.point.name).length;
    const goneOn: GoneOn = remains.mortal.isDead
      ? await goOn(bed, namespace, remains, one.how)
      : { ending: 'either', findings: [] };
    const findings = [
      ...remains.findings,
      ...(hits > 1 ? [`the point was met ${hits} times`] : []),
      ...goneOn.findings,
      ...(await violations(bed, namespace, before, goneOn.ending)),
    ];
    const found = goneOn.ending === 'either' ? endingOf(await sidesOf(bed, namespace)) : goneOn.ending;
    const ending = goneOn.note === undefined ? found : `${found} (${goneOn.note})`;
    if (findings.length > 0) return result('failed', findings, ending);
    await clear(bed, namespace);
    return result(hits === 0 ? 'missed' : 'passed', [], ending);
  } catch (error) {
    return result('failed', [`the test itself failed: ${error instanceof Error ? (error.stack ?? error.message) : ''}`]);
  }
}

async function die(bed: Bed, namespace: string, { rollbackFrom, point }: CrashCase): Promise<Remains> {
  if (rollbackFrom === undefined) return moveMortally(bed, namespace, { at: point });
  const first = await moveMortally(bed, namespace, { at: rollbackFrom, concurrency: 1 });
  const second = await rollBackMortally(bed, namespace, first, { at: point, concurrency: 1 });
  return { ...second, findings: [...first.findings, ...second.findings] };
}
