import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noFailures } from '../testing/failing-moves/failures.ts';
import { fixtures } from '../testing/failing-moves/fixtures.ts';
import type { Fleet } from '../testing/failing-moves/fleet.ts';
import { runStory, type Story } from '../testing/failing-moves/story.ts';
import { story } from '../testing/failing-moves/story-arbitrary.ts';

const runs = Number(process.env['TSMOVE_PROPERTY_RUNS'] ?? 150);
const seed = Number(process.env['TSMOVE_PROPERTY_SEED'] ?? 20260101);

const small: Fleet = {
  clusters: [
    { machines: 1, kubeconfig: true, paused: 'absent', class: 0, status: true, finalizer: true, annotated: true },
    { machines: 1, kubeconfig: true, paused: 'by the user', class: 0, status: true, finalizer: true, annotated: false },
  ],
  classes: [{ elsewhere: false, template: true, paused: false, inTarget: false, annotated: true }],
  sharedSecret: true,
  systemNamespace: false,
  targetNamespaces: false,
};

test('a move without failures', async () => {
  const told = await runStory({
    fleet: small,
    collecting: 'eager',
    journal: 'kept',
    move: noFailures,
    attempts: [],
    finish: 'resume',
  });
  expect(told.course).toEqual(['move: moved']);
  expect(told.broken).toEqual([]);
});

test('a move and back', async () => {
  const told = await runStory({
    fleet: small,
    collecting: 'eager',
    journal: 'kept',
    move: noFailures,
    attempts: [{ command: 'rollback', failures: noFailures }],
    finish: 'resume',
  });
  expect(told.course).toEqual(['move: moved', 'rollback: moved']);
  expect(told.broken).toEqual([]);
});

test.each(Object.entries(fixtures))('%s', async (_name, one) => {
  const told = await runStory(one);
  expect(told).toEqual({ broken: [], course: told.course });
  expect(told.course.filter((step) => /Partial|internal/u.test(step))).toEqual([]);
});

test.each(Object.entries(fixtures))('%s, under another name', async (_name, one) => {
  const told = await runStory({ ...one, renamed: true });
  expect(told.broken).toEqual([]);
  // What becomes of it does not depend on names.
  expect(told.course).toEqual((await runStory(one)).course);
});

test('all or none under another name, whatever goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (one: Story) => {
      const told = await runStory({ ...one, renamed: true });
      if (told.broken.length > 0) throw new Error([...told.broken, '', ...told.course].join('\n'));
    }),
    { numRuns: Math.ceil(runs / 3), seed: seed + 1 },
  );
}, 3_600_000);

test('all or none, whatever goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (one: Story) => {
      const told = await runStory(one);
      if (told.broken.length > 0) throw new Error([...told.broken, '', ...told.course].join('\n'));
    }),
    { numRuns: runs, seed, endOnFailure: process.env['TSMOVE_PROPERTY_NO_SHRINK'] !== undefined },
  );
}, 3_600_000);
