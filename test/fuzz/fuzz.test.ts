import { appendFileSync } from 'node:fs';
import process from 'node:process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from './judge.ts';
import { allParsers } from './parsers/all.ts';
import { watch } from './watchdog.ts';

/** Without a budget of time the same inputs every time, a few seconds for all parsers together. */
const fixedSeed = 20_261_122;
const runsOnce = 60;

const minutes = Number(process.env['TSMOVE_FUZZ_MINUTES'] ?? '0');
const seed = Number(process.env['TSMOVE_FUZZ_SEED'] ?? fixedSeed);
const only = process.env['TSMOVE_FUZZ_ONLY'];
const results = process.env['TSMOVE_FUZZ_RESULTS'];
const parsers = allParsers.filter(({ name }) => only === undefined || name.includes(only));
/** Each parser has two generators. */
const msEach = (minutes * 60_000) / (parsers.length * 2);
const timeout = msEach * 3 + 120_000;

describe(`with the seed ${seed.toString()}`, () => {
  describe.each(parsers.map((parser) => [parser.name, parser] as const))('%s', (name, parser) => {
    test.each(['mutated', 'arbitrary'] as const)(
      'of %s inputs is read, or refused as documented',
      async (kind) => {
        using watchdog = watch(`${name}, ${kind}`, seed);
        let runs = 0;
        await fc.assert(
          fc.asyncProperty(parser[kind], async (input) => {
            runs += 1;
            watchdog.begin(runs);
            try {
              await judge(parser, input);
            } finally {
              watchdog.end();
            }
          }),
          minutes === 0
            ? { seed, numRuns: runsOnce }
            : {
                ...{ seed, numRuns: 10_000_000, interruptAfterTimeLimit: msEach, markInterruptAsFailure: false },
                endOnFailure: false,
              },
        );
        expect(runs).toBeGreaterThan(0);
        if (results !== undefined) appendFileSync(results, `${JSON.stringify({ name, kind, runs })}\n`);
      },
      timeout,
    );
  });
});
