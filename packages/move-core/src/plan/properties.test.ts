import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../discover/snapshot.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { planFromJson, planToJson } from './codec.ts';
import { comparePlans } from './compare-plans.ts';
import { planMove } from './plan-move.ts';
import type { Plan } from './types.ts';

/** Objects of a drawing at random: some roots, some labelled, some gone or unseen, in few kinds so that they meet. */
const object = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('Cluster/a', 'Cluster/b', 'ClusterClass/k', 'ClusterResourceSet/r') },
  {
    weight: 12,
    arbitrary: fc.constantFrom('Machine/m', 'Machine/n', 'MachineSet/s', 'Template/t', 'Pool/p', 'Pool/q{move}'),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'Secret/s',
      'Secret/t{move}',
      'ConfigMap/c',
      'Template/u@classes',
      'ClusterClass/l@classes',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'gone:Secret/g',
      'unseen:Thing/x',
      'unknown:Thing/y',
      'other:Pod/p',
      'other:Pod/q',
      'elsewhere:Cluster/e@o',
      'Identity/i',
      'Global/g{hierarchy}',
    ),
  },
);

const arrow = fc.constantFrom('>', '>', '>', '~>', '.>');

const drawing = fc
  .array(fc.tuple(object, arrow, object), { minLength: 1, maxLength: 25 })
  .map((lines) => lines.map((line) => line.join(' ')).join('\n'));

const kinds = { Identity: { namespaced: false }, Global: { namespaced: false } };

const selection = fc.option(fc.subarray(['a', 'b', 'missing']), { nil: undefined });

const input = fc.record({ drawing, clusters: selection }).map(({ drawing: text, clusters }) => ({
  snapshot: drawSnapshot(text, { kinds }),
  options: { providers: [drawingProvider], ...(clusters === undefined ? {} : { clusters }) },
}));

function shuffled(snapshot: Snapshot, seed: number): Snapshot {
  const shuffle = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((item, position) => ({ item, key: Math.sin(seed + position * 7919) }))
      .sort((one, two) => one.key - two.key)
      .map(({ item }) => item);
  return {
    ...snapshot,
    types: shuffle(snapshot.types),
    objects: shuffle(snapshot.objects),
    elsewhere: shuffle(snapshot.elsewhere),
    dependents: shuffle(snapshot.dependents),
    owners: new Map(shuffle([...snapshot.owners])),
  };
}

function groupNumbers(plan: Plan): ReadonlyMap<string, number> {
  return new Map(plan.groups.flatMap((uids, number) => uids.map((uid) => [uid, number] as const)));
}

/** Removes what has lost all its owners, over and over, as the garbage collector does. */
function collectSlowly(snapshot: Snapshot, moving: ReadonlySet<string>): ReadonlySet<string> {
  const all = [...snapshot.objects, ...snapshot.dependents].map(({ metadata }) => ({
    uid: metadata.uid ?? '',
    owners: (metadata.ownerReferences ?? []).map(({ uid }) => uid),
  }));
  const exist = new Set(
    [...all, ...snapshot.elsewhere.map(({ metadata }) => ({ uid: metadata.uid ?? '' }))].map(({ uid }) => uid),
  );
  for (const [uid, { state }] of snapshot.owners) if (state === 'present') exist.add(uid);
  const before = new Map(all.map(({ uid, owners }) => [uid, owners.some((owner) => exist.has(owner))]));
  for (const uid of moving) exist.delete(uid);
  const taken = new Set<string>();
  for (let changed = true; changed;) {
    changed = false;
    for (const { uid, owners } of all) {
      if (!exist.has(uid) || before.get(uid) !== true || owners.some((owner) => exist.has(owner))) continue;
      exist.delete(uid);
      taken.add(uid);
      changed = true;
    }
  }
  return taken;
}

describe('any plan', () => {
  it('is the same, to the byte, in whatever order its input came', () => {
    fc.assert(
      fc.property(input, fc.integer(), ({ snapshot, options }, seed) => {
        expect(planToJson(planMove(shuffled(snapshot, seed), options))).toBe(planToJson(planMove(snapshot, options)));
      }),
    );
  });

  it('has the owners of every object in earlier groups, and each object in exactly one', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        const plan = planMove(snapshot, options);
        const groups = groupNumbers(plan);
        expect(groups.size).toBe(plan.objects.length);
        for (const { uid, owners, softOwners, group } of plan.objects) {
          expect(groups.get(uid)).toBe(group);
          for (const owner of [...owners, ...softOwners]) expect(groups.get(owner)).toBeLessThan(group);
        }
      }),
    );
  });

  it('accounts for every ownerReference of what it plans', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        const written = new Map(snapshot.objects.map(({ metadata }) => [metadata.uid, metadata.ownerReferences ?? []]));
        for (const { uid, owners, droppedOwners } of planMove(snapshot, options).objects) {
          const accounted = [...owners, ...droppedOwners.map((owner) => owner.uid)].sort();
          expect(accounted).toEqual((written.get(uid) ?? []).map((owner) => owner.uid).sort());
        }
      }),
    );
  });

  it('leaves nothing behind that it plans, and says something about everything it leaves behind', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        const plan = planMove(snapshot, options);
        const planned = new Set(plan.objects.map(({ uid }) => uid));
        for (const { uid, ref } of plan.leftBehind) {
          expect(planned.has(uid)).toBe(false);
          expect(plan.diagnostics.some((one) => one.ref?.kind === ref.kind && one.ref.name === ref.name)).toBe(true);
        }
      }),
    );
  });

  it('of a whole namespace plans or leaves behind every object in it whose kind takes part', () => {
    fc.assert(
      fc.property(drawing, (text) => {
        const snapshot = drawSnapshot(text, { kinds });
        const plan = planMove(snapshot, { providers: [drawingProvider] });
        const mentioned = new Set([...plan.objects, ...plan.leftBehind].map(({ uid }) => uid));
        for (const { apiVersion, metadata } of snapshot.objects) {
          if (apiVersion === 'v1' || metadata.namespace !== snapshot.namespace) continue;
          expect(mentioned.has(metadata.uid ?? '')).toBe(true);
        }
      }),
    );
  });

  it('takes nothing away that something which stays belongs to or uses', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        const plan = planMove(snapshot, options);
        const moving = new Set(plan.objects.filter(({ fate }) => fate === 'move').map(({ uid }) => uid));
        const staying = snapshot.objects.filter(({ metadata }) => !moving.has(metadata.uid ?? ''));
        for (const { metadata } of [...staying, ...snapshot.elsewhere]) {
          for (const used of metadata.annotations?.['drawing/uses']?.split(' ') ?? []) {
            const owns = (metadata.ownerReferences ?? []).some(({ uid }) => uid === used);
            const belongs = metadata.annotations?.['drawing/soft-owners']?.split(' ').includes(used) === true;
            if (!owns && !belongs && used !== metadata.uid) expect(moving.has(used)).toBe(false);
          }
        }
      }),
    );
  });

  it('foresees exactly what the garbage collector takes', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        const plan = planMove(snapshot, options);
        const moving = new Set(plan.objects.filter(({ fate }) => fate === 'move').map(({ uid }) => uid));
        const taken = collectSlowly(snapshot, moving);
        const planned = new Set(plan.objects.map(({ uid }) => uid));
        const foreseen = plan.leftBehind.filter(({ collected }) => collected).map(({ uid }) => uid);
        expect([...foreseen].sort()).toEqual([...taken].filter((uid) => !planned.has(uid)).sort());
      }),
    );
  });

  it('of one selected Cluster moves nothing that belongs to another, and takes no other along unless it is below it', () => {
    fc.assert(
      fc.property(drawing, fc.constantFrom('a', 'b'), (text, name) => {
        const snapshot = drawSnapshot(text, { kinds });
        const plan = planMove(snapshot, { providers: [drawingProvider], clusters: [name] });
        const planned = new Map(plan.objects.map((one) => [one.uid, one]));
        for (const { fate, clusters } of plan.objects) {
          if (fate === 'move') for (const cluster of clusters) expect(planned.has(cluster)).toBe(true);
        }
        const other = planned.get(name === 'a' ? 'Cluster/b' : 'Cluster/a');
        if (other !== undefined) expect(other.clusters).toContain(`Cluster/${name}`);
      }),
    );
  });

  it('does not change once its copies are there and nothing else has', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        expect(comparePlans(planMove(snapshot, options), planMove(snapshot, options))).toEqual([]);
      }),
    );
  });

  it('survives being written and read', () => {
    fc.assert(
      fc.property(input, ({ snapshot, options }) => {
        const plan = planMove(snapshot, options);
        expect(planFromJson(planToJson(plan))).toEqual(plan);
      }),
    );
  });
});
