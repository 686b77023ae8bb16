import { test } from 'vitest';
import { carryOut } from './experiment.ts';
import { startEquippedPair } from './planes.ts';
import { scenarios } from './scenarios/all.ts';
import { moveWithTsmove } from './tools/tsmove.ts';
test('try', async () => {
  await using pair = await startEquippedPair();
  for (const s of scenarios.filter(x => !x.withoutCollector)) { try { await s.seed(pair.source); } catch (e) { console.log(s.namespace, e); } }
  for (const s of scenarios.filter(x => !x.withoutCollector)) {
    try { console.log(s.namespace, await moveWithTsmove(pair, s)); } catch (e) { console.log(s.namespace, e); }
  }
  void carryOut;
});
