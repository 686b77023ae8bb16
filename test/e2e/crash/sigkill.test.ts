import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBed, type Bed } from '../../crash/bed/bed.ts';
import { measureMove, nameOf, runKill, type KillCase } from '../../crash/kill/kill-run.ts';
import { namespaces } from '../../crash/run/campaign.ts';

let bed: Bed;
let duration: number;
const next = namespaces('kill');

beforeAll(async () => {
  bed = await startBed();
  await measureMove(bed, next());
  duration = await measureMove(bed, next());
});

afterAll(() => bed[Symbol.asyncDispose]());

// When exactly it dies is a matter of luck; `npm run test:crash -- --kill 100` tries it at random moments.
test.for([
  { part: 0.4, journal: 'file', how: 'resume' },
  { part: 0.6, journal: 'cluster', how: 'rollback' },
  { part: 0.8, journal: 'cluster', how: 'resume' },
] as const)(
  'after SIGKILL at $part of a move, $how with the journal in: $journal ends it',
  async ({ part, ...rest }) => {
    const one: KillCase = { ...rest, afterMs: part * duration };
    const { findings, reached } = await runKill(bed, next(), one);
    expect(findings, `${nameOf(one)}; last it said: ${reached}`).toEqual([]);
  },
);
