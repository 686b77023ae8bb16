import fc from 'fast-check';
import type { Failures, Outage } from './failures.ts';
import { clusterName, type Fleet, type FleetClass, type FleetCluster } from './fleet.ts';
import type { ClusterStory } from './cluster-story.ts';
import type { Story } from './story.ts';

/** Rarely something else than the ordinary, which comes first and is what shrinking leads to. */
const rarely = fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const mostly = rarely.map((one) => !one);

const cluster: fc.Arbitrary<FleetCluster> = fc.record(
  {
    machines: fc.nat({ max: 2 }),
    kubeconfig: fc.boolean(),
    paused: fc.constantFrom('absent', 'absent', 'false', 'by the user'),
    class: fc.nat({ max: 1 }),
    status: mostly,
    finalizer: mostly,
    annotated: fc.boolean(),
  },
  { requiredKeys: ['machines', 'kubeconfig', 'paused', 'status', 'finalizer', 'annotated'] },
);

const fleetClass: fc.Arbitrary<FleetClass> = fc.record({
  elsewhere: rarely,
  template: fc.boolean(),
  paused: rarely,
  inTarget: rarely,
  annotated: fc.boolean(),
});

const fleet: fc.Arbitrary<Fleet> = fc
  .record({
    clusters: fc.array(cluster, { minLength: 1, maxLength: 3 }),
    classes: fc.array(fleetClass, { maxLength: 2 }),
    selected: fc.option(fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 2 }), { freq: 2 }),
    sharedSecret: rarely,
    systemNamespace: rarely,
    targetNamespaces: fc.boolean(),
  })
  .map(({ selected, clusters, ...rest }) => {
    const names = [...new Set((selected ?? []).map((position) => clusterName(position % clusters.length)))];
    return {
      ...rest,
      clusters: clusters.map(({ class: used, ...one }) => ({
        ...one,
        ...(used === undefined || used >= rest.classes.length ? {} : { class: used }),
      })),
      ...(names.length === 0 ? {} : { selected: names }),
    };
  });

const outage: fc.Arbitrary<Outage> = fc.record({
  place: fc.constantFrom('source', 'target', 'target', 'journal'),
  fromCall: fc.integer({ min: 1, max: 150 }),
  calls: fc.integer({ min: 1, max: 12 }),
  how: fc.constantFrom('refused', 'lost', 'lost', 'unsent', 'error', 'echo'),
});

const failures: fc.Arbitrary<Failures> = fc.record(
  {
    dies: fc.record({ atStep: fc.integer({ min: 1, max: 140 }), when: fc.constantFrom('after', 'before') }),
    outages: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(outage, { maxLength: 2 }) },
    ),
    seed: fc.nat({ max: 10_000 }),
  },
  { requiredKeys: ['outages', 'seed'] },
);

/** A fleet, a move of it that fails somewhere, and some attempts to go on, which may fail as well. */
export const story: fc.Arbitrary<Story> = fc.record({
  fleet,
  collecting: fc.constantFrom('eager', 'eager', 'lazy', 'off'),
  journal: fc.constantFrom('kept', 'kept', 'kept', 'lost'),
  move: failures,
  attempts: fc.array(fc.record({ command: fc.constantFrom('resume', 'rollback', 'recover'), failures }), {
    maxLength: 3,
  }),
  finish: fc.constantFrom('resume', 'rollback', 'recover'),
});

/** The same for Clusters that move one by one, several at the same time. */
export const clusterStory: fc.Arbitrary<ClusterStory> = fc.record({
  // A Secret of two Clusters cannot follow both of them one by one: it is no kind that the target's own may stand in for.
  fleet: fleet.map(({ selected: _selected, ...whole }) => ({ ...whole, sharedSecret: false })),
  collecting: fc.constantFrom('eager', 'eager', 'lazy', 'off'),
  journal: fc.constantFrom('kept', 'kept', 'kept', 'lost'),
  clustersAtOnce: fc.integer({ min: 2, max: 3 }),
  failures,
  seed: fc.nat({ max: 10_000 }),
});
