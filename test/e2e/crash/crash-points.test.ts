import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBed, type Bed } from '../../crash/bed/bed.ts';
import { namespaces } from '../../crash/run/campaign.ts';
import { nameOf } from '../../crash/run/crash-case.ts';
import { representative } from '../../crash/run/representative.ts';
import { runCase } from '../../crash/run/run-case.ts';

let bed: Bed;
const next = namespaces('sample');

beforeAll(async () => {
  bed = await startBed();
});

afterAll(() => bed[Symbol.asyncDispose]());

// A sample; `npm run test:crash` makes a case of every single write.
describe.concurrent('whoever goes on after a crash ends with everything moved or with nothing changed', () => {
  // Not `test.for`: it cuts long names.
  for (const one of representative) {
    test(nameOf(one), async () => {
      let result = await runCase(bed, next(), one);
      // How many writes there are depends on how fast controllers are. A run that has not come to its point has shown
      // nothing about it, whatever became of it, and is made again.
      for (let again = 0; result.outcome === 'missed' && again < 3; again += 1) {
        expect(result.findings).toEqual([]);
        result = await runCase(bed, next(), one);
      }
      expect(result.findings).toEqual([]);
      expect(result.outcome).toBe('passed');
    });
  }
});
