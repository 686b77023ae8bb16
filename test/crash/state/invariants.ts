import { setTimeout as pause } from 'node:timers/promises';
import { defaults } from '@tsmove/move-core';
import type { KubeList } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Bed } from '../bed/bed.ts';
import { activeOnBoth, activitiesIn } from './activity.ts';
import { differencesOf } from './differences.ts';
import { portraitOf, type Portrait } from './portrait.ts';

/** Both sides at one moment. */
export interface Sides {
  readonly source: Portrait;
  readonly target: Portrait;
}

/** How a move may end: everything is in the target; nothing has happened; or it has moved there and `back`. */
export type Ending = 'all' | 'none' | 'back';

export async function sidesOf(bed: Bed, namespace: string): Promise<Sides> {
  const [source, target] = await Promise.all([
    portraitOf(bed.source.plane, namespace),
    portraitOf(bed.target.plane, namespace),
  ]);
  return { source, target };
}

/** Which of the two endings this is, by the object that everything else belongs to. */
export function endingOf({ source }: Sides): Ending {
  return source.objects.has('Cluster.cluster.x-k8s.io/a') ? 'none' : 'all';
}

export interface ViolationOptions {
  /** The journal is in the clusters, where it stays when the move is over. */
  readonly journalStays?: boolean;
}

/**
 * Everything that is wrong after a recovery; empty if nothing is. Controllers get some seconds to settle, then both
 * sides must be as the ending wants them, with nothing of the move left anywhere, and nothing may have been active on
 * both sides, or been seen being deleted, at any time in between.
 */
export async function violations(
  bed: Bed,
  namespace: string,
  before: Sides,
  ending: Ending | 'either',
  options: ViolationOptions = {},
): Promise<readonly string[]> {
  const settled = await settle(bed, namespace, before, ending, options);
  const [source, target] = await Promise.all(
    [bed.source, bed.target].map(async ({ audit }) => activitiesIn(await audit.take(namespace))),
  );
  return [
    ...settled,
    // Everything is active in the source before the move: a log that does not show it would show nothing else either.
    ...(source === undefined || source.length === 0 ? ['the audit log of the source shows nothing'] : []),
    ...activeOnBoth(source ?? [], target ?? []),
    ...[bed.source, bed.target].flatMap(({ plane, alarms }) =>
      alarms.alarms
        .filter(({ object }) => object.includes(` ${namespace}/`))
        .map(
          ({ object, finalizers }) => `${object} was seen being deleted in the ${plane.name} with ${finalizers.join()}`,
        ),
    ),
  ];
}

const settlingMs = 10_000;

async function settle(
  bed: Bed,
  namespace: string,
  before: Sides,
  ending: Ending | 'either',
  { journalStays = false }: ViolationOptions,
): Promise<readonly string[]> {
  const ours = journalStays ? ['leases'] : ['leases', 'secrets', 'configmaps'];
  const end = performance.now() + settlingMs;
  for (;;) {
    const sides = await sidesOf(bed, namespace);
    const expected = expectedSides(before, ending === 'either' ? endingOf(sides) : ending);
    const found = [
      ...differencesOf('the source', expected.source, sides.source.essences),
      ...differencesOf('the target', expected.target, sides.target.essences),
      ...orphansIn('the source', sides.source),
      ...orphansIn('the target', sides.target),
      ...tracesIn('the source', sides.source),
      ...tracesIn('the target', sides.target),
      ...(await leftoversIn(bed.source.plane, namespace, ours)),
      ...(await leftoversIn(bed.target.plane, namespace, ours)),
    ];
    if (found.length === 0 || performance.now() > end) return found;
    await pause(200);
  }
}

function expectedSides(before: Sides, ending: Ending): Readonly<Record<'source' | 'target', Portrait['essences']>> {
  const { source, target } = { source: before.source.essences, target: before.target.essences };
  if (ending === 'none') return { source, target };
  const stays = Object.fromEntries(Object.entries(source).filter(([name]) => name.includes(' itself/')));
  if (ending === 'back') return { source, target: { ...target, ...stays } };
  return { source: stays, target: { ...target, ...source } };
}

/** Objects that name an owner which is not there: the garbage collector takes them, if not now then in a moment. */
function orphansIn(place: string, { objects }: Portrait): readonly string[] {
  const alive = new Set([...objects.values()].map(({ metadata }) => metadata.uid));
  return [...objects].flatMap(([name, { metadata }]) =>
    (metadata.ownerReferences ?? [])
      .filter(({ uid }) => !alive.has(uid))
      .map((owner) => `${name} in ${place} names ${owner.kind} ${owner.name} as an owner by a UID that is not there`),
  );
}

function tracesIn(place: string, { objects }: Portrait): readonly string[] {
  return [...objects].flatMap(([name, object]) => {
    const annotations = Object.keys(object.metadata.annotations ?? {}).filter(
      (key) => key.startsWith('tsmove.dev/') || key === 'clusterctl.cluster.x-k8s.io/delete-for-move',
    );
    const managers = (object.metadata.managedFields ?? [])
      .map((entry) => (entry as { readonly manager?: string }).manager ?? '')
      .filter((manager) => manager.startsWith('tsmove'));
    return [...annotations, ...managers].map((trace) => `${name} in ${place} still carries ${trace}`);
  });
}

/** Leases and parts of journals that are about this namespace. */
async function leftoversIn(
  plane: ControlPlane,
  namespace: string,
  plurals: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    plurals.map(async (plural) => {
      const root = plural === 'leases' ? '/apis/coordination.k8s.io/v1' : '/api/v1';
      const { items } = await plane.api.call<KubeList>(
        'GET',
        `${root}/namespaces/${defaults.systemNamespace}/${plural}`,
      );
      return items
        .filter((item) => JSON.stringify(item).includes(namespace))
        .map(
          ({ metadata }) => `${plural}/${metadata.name} is left in ${defaults.systemNamespace} of the ${plane.name}`,
        );
    }),
  );
  return found.flat();
}
