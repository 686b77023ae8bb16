import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Pair } from '../support/control-plane/start.ts';
import { pagesForReaders } from './pages/pages.ts';
import { actsOf } from './shell/act.ts';
import { runAct } from './shell/run-act.ts';
import { startBed } from './stage/bed.ts';
import { makeScratch } from './stage/scratch.ts';
import { prepare, stages } from './stage/stages.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

/** `TSMOVE_DOCS_TIMES=1` prints how long each block took. */
const say = process.env['TSMOVE_DOCS_TIMES'] === '1' ? console.log : undefined;

describe.each(pagesForReaders().filter((page) => actsOf(page).length > 0))('the commands of $file', (page) => {
  test.each(actsOf(page))('from line $line on, with: $stage', async (act) => {
    const hasPair = stages[act.stage]?.hasPair === true;
    await using scratch = await makeScratch(hasPair ? pair : undefined);
    await prepare(act.stage, pair, scratch);
    await runAct(act, scratch, say);
  });
});
