import { defaults } from '@tsmove/move-core';
import { expect } from 'vitest';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import type { Resource } from '../../support/api/discovery.ts';
import { census, essence, type Census } from '../../support/census.ts';
import { until } from '../../support/processes/until.ts';

/** All kinds that these tests draw something of. */
export function isDrawn({ group, kind }: Resource): boolean {
  return group.endsWith('cluster.x-k8s.io') || (group === '' && (kind === 'Secret' || kind === 'ConfigMap'));
}

/** What is in a namespace, with its managers, by name; texts that are equal are equal by R. */
export type Essences = Readonly<Record<string, string>>;

/** Both sides at one moment. */
export interface Sides {
  readonly source: Essences;
  readonly target: Essences;
}

/** Both sides once stand-ins for controllers have nothing to do any more: two looks half a second apart are equal. */
export async function stillSidesOf(pair: Pair, namespace: string): Promise<Sides> {
  let last = await sidesOf(pair, namespace);
  return until({ what: `namespace ${namespace} to come to rest`, timeout: 60_000, interval: 500 }, async () => {
    const before = JSON.stringify(last);
    last = await sidesOf(pair, namespace);
    return JSON.stringify(last) === before ? last : undefined;
  });
}

export async function sidesOf(pair: Pair, namespace: string): Promise<Sides> {
  const [source, target] = await Promise.all(pair.both.map((plane) => census(plane, namespace, isDrawn)));
  return { source: essencesOf(source), target: essencesOf(target) };
}

function essencesOf(objects: Census = new Map()): Essences {
  // What a whole cluster puts into every namespace by itself.
  const ours = [...objects].filter(
    ([, { kind, metadata }]) => `${kind}/${metadata.name}` !== 'ConfigMap/kube-root-ca.crt',
  );
  return Object.fromEntries(ours.map(([name, object]) => [name, essence(object, { managers: true })]));
}

/** Everything is in the target as it was in the source; nothing is left of it there, nor of the move anywhere. */
export async function requireAll(pair: Pair, namespace: string, before: Sides): Promise<void> {
  await requireSides(pair, namespace, { source: {}, target: { ...before.target, ...before.source } });
}

/** It is as if the move had never begun. */
export async function requireNone(pair: Pair, namespace: string, before: Sides): Promise<void> {
  await requireSides(pair, namespace, before);
}

/** Both sides are as expected, every owner is there, and nothing is left of the move. */
export async function requireSides(pair: Pair, namespace: string, expected: Sides): Promise<void> {
  const [source = new Map(), target = new Map()] = await Promise.all(
    pair.both.map((plane) => census(plane, namespace, isDrawn)),
  );
  const unlike = [
    ...differencesIn('source', essencesOf(source), expected.source),
    ...differencesIn('target', essencesOf(target), expected.target),
  ];
  expect(unlike, 'what is not as expected').toEqual([]);
  const traces = await Promise.all([
    tracesIn(pair.source, namespace, source),
    tracesIn(pair.target, namespace, target),
  ]);
  expect(traces, 'traces of the move in source and target').toEqual([[], []]);
}

/** Which objects are not as expected, and where; never what is in them: they may be Secrets. */
function differencesIn(side: string, found: Essences, expected: Essences): readonly string[] {
  const names = new Set([...Object.keys(found), ...Object.keys(expected)]);
  return [...names].sort().flatMap((name) => {
    const [there, wanted] = [found[name], expected[name]];
    if (there === wanted) return [];
    if (there === undefined) return [`${side}: ${name} is missing`];
    if (wanted === undefined) return [`${side}: ${name} should not be there`];
    return [`${side}: ${name}: ${differingPaths(JSON.parse(wanted), JSON.parse(there)).join(', ')}`];
  });
}

function differingPaths(wanted: unknown, there: unknown, path = ''): readonly string[] {
  if (!isNested(wanted) || !isNested(there)) return wanted === there ? [] : [path];
  const keys = new Set([...Object.keys(wanted), ...Object.keys(there)]);
  return [...keys].flatMap((key) => differingPaths(wanted[key], there[key], `${path}/${key}`));
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Marks, managers and Leases of a move over this namespace, and owner references that lead to nobody. */
async function tracesIn({ api }: ControlPlane, namespace: string, objects: Census): Promise<readonly string[]> {
  const leases = `/apis/coordination.k8s.io/v1/namespaces/${defaults.systemNamespace}/leases`;
  const itself = await api.request('GET', `/api/v1/namespaces/${namespace}`);
  const { items } = await api.call<{ items: readonly { metadata: { name: string } }[] }>('GET', leases);
  // Those of shards have a name of their own behind the dot.
  const ofMoves = items
    .map(({ metadata }) => metadata.name)
    .filter((name) => name.split('.')[0] === `move-${namespace}`);
  const uids = new Set([...objects.values()].map(({ metadata }) => metadata.uid));
  return [
    ...[...objects].flatMap(([name, object]) => [
      ...tracesOf(object).map((trace) => `${name}: ${trace}`),
      ...(object.metadata.ownerReferences ?? [])
        .filter(({ uid }) => !uids.has(uid))
        .map((owner) => `${name}: owner ${owner.kind}/${owner.name} is not there`),
    ]),
    ...tracesOf(itself.body).map((trace) => `Namespace: ${trace}`),
    ...ofMoves.map((name) => `Lease ${name}`),
  ];
}

function tracesOf(object: unknown): readonly string[] {
  const { metadata } = object as {
    readonly metadata?: {
      readonly annotations?: Readonly<Record<string, string>>;
      readonly managedFields?: readonly { readonly manager?: string }[];
    };
  };
  const { annotations = {}, managedFields = [] } = metadata ?? {};
  return [
    ...Object.keys(annotations).filter((key) => key.startsWith('tsmove.dev/') || key.endsWith('delete-for-move')),
    ...managedFields.flatMap(({ manager = '' }) => (manager.startsWith('tsmove') ? [`manager ${manager}`] : [])),
  ];
}
