import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runClusterStory, type ClusterStory } from '../../testing/failing-moves/cluster-story.ts';
import { noFailures } from '../../testing/failing-moves/failures.ts';
import { clusterStory } from '../../testing/failing-moves/story-arbitrary.ts';

const runs = Number(process.env['TSMOVE_PROPERTY_RUNS'] ?? 150);
const seed = Number(process.env['TSMOVE_PROPERTY_SEED'] ?? 20260101);

/** Every write in the long test, a sample otherwise. */
const stride = runs > 150 ? 1 : 3;

const one = { machines: 1, kubeconfig: false, paused: 'absent', status: true, finalizer: true } as const;
const whole: ClusterStory = {
  fleet: {
    clusters: [0, 0, 0, 0].map((used) => ({ ...one, annotated: true, class: used })),
    classes: [{ elsewhere: false, template: true, paused: false, inTarget: false, annotated: true }],
    sharedSecret: false,
    systemNamespace: false,
    targetNamespaces: false,
  },
  collecting: 'eager',
  journal: 'kept',
  clustersAtOnce: 3,
  failures: noFailures,
  seed: 1,
};

test('Clusters that move several at the same time, without failures', async () => {
  expect(await runClusterStory(whole)).toEqual({ broken: [], course: ['move: moved'] });
});

test('a process that dies at any write, with several Clusters in hand', async () => {
  const broken: string[] = [];
  const died = new Set<number>();
  for (let atStep = 1; ; atStep += stride) {
    const when = atStep % 2 === 0 ? 'before' : 'after';
    const told = await runClusterStory({ ...whole, failures: { dies: { atStep, when }, outages: [], seed: atStep } });
    broken.push(...told.broken.map((rule) => `dying ${when} ${atStep.toString()}: ${rule}`));
    if (told.course[0] !== 'move: died') break;
    died.add(told.course.filter((step) => step.startsWith('resume') || step.startsWith('rollback')).length);
  }
  expect(broken).toEqual([]);
  // At some of these writes several moves were open at once.
  expect([...died]).toEqual(expect.arrayContaining([1, 2, 3]));
}, 600_000);

test('each Cluster is all or none, whatever goes wrong', async () => {
  await fc.assert(
    fc.asyncProperty(clusterStory, async (told: ClusterStory) => {
      const { broken, course } = await runClusterStory(told);
      if (broken.length > 0) throw new Error([...broken, '', ...course].join('\n'));
    }),
    { numRuns: runs, seed, endOnFailure: process.env['TSMOVE_PROPERTY_NO_SHRINK'] !== undefined },
  );
}, 3_600_000);
