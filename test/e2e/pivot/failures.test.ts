import type { SideData } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { beforeWrites } from '../trouble/faults.ts';
import { requireNone, sidesOf, type Sides } from '../trouble/sides.ts';
import {
  pivot,
  readNote,
  remains,
  sourceState,
  sourceUntouched,
  startPivotBed,
  type PivotBed,
  type PivotRunOptions,
} from './bed.ts';
import { components } from './components.ts';

let bed: PivotBed;
let before: Sides;

const namespace = 'fails';

beforeAll(async () => {
  bed = await startPivotBed();
  const { pair } = bed;
  await ensureNamespace(pair.target, 'side');
  await pair.target.api.call('POST', '/api/v1/namespaces/side/configmaps', {
    metadata: { name: 'leases' },
    data: { leases: 'old', more: 'kept' },
  });
  await draw(
    pair.source,
    namespace,
    `
      Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
      Machine/m > DockerMachine/m
    `,
  );
  before = await sidesOf(pair, namespace);
});

afterAll(() => bed.stop());

async function requireUntouched(): Promise<void> {
  const { pair } = bed;
  expect(await sourceState(pair)).toEqual(sourceUntouched);
  expect(await readNote(pair, 'side')).toEqual({ leases: 'old', more: 'kept' });
  expect(await remains(pair, namespace)).toEqual([]);
  await requireNone(pair, namespace, before);
}

const broken: SideData = {
  name: 'broken',
  plan: () => Promise.resolve([]),
  remember: () => Promise.resolve(null),
  apply: () => Promise.reject(new Error('no such place')),
  undo: () => Promise.resolve(),
};

interface Case {
  readonly step: string;
  readonly options: PivotRunOptions;
  readonly set?: (bed: PivotBed) => void;
}

const cases: readonly Case[] = [
  {
    step: 'components',
    set: ({ targetNode }) => {
      targetNode.refuse('probe-controller');
    },
    options: { componentsTimeoutMs: 2_000 },
  },
  {
    step: 'source-ironic',
    set: ({ sourceNode }) => {
      sourceNode.keep('baremetal-operator-ironic');
    },
    options: { podsTimeoutMs: 3_000 },
  },
  {
    step: 'source-controllers',
    set: ({ sourceNode }) => {
      sourceNode.keep('capi-controller');
    },
    options: { podsTimeoutMs: 3_000 },
  },
  {
    step: 'target-ironic',
    set: ({ targetNode }) => {
      targetNode.refuse('probe-ironic');
    },
    options: { componentsTimeoutMs: 6_000 },
  },
  {
    step: 'move',
    options: {
      wrap: beforeWrites(({ side, verb, kind }) => {
        if (side === 'target' && verb === 'create' && kind === 'DockerMachine') throw new Error('refused by the test');
      }),
    },
  },
];

test('a failure in the side data undoes what was there of it', async () => {
  const { error } = await pivot(bed.pair, namespace, { also: broken });
  expect(error).toMatchObject({ name: 'PivotError', code: 'pivot-undone' });
  await requireUntouched();
});

test.each(cases)('a failure in the step $step undoes all before it', async ({ step, options, set }) => {
  set?.(bed);
  try {
    const { error, events } = await pivot(bed.pair, namespace, options);
    expect(error).toMatchObject({ name: 'PivotError', code: 'pivot-undone' });
    const finished = events.flatMap((event) => (event.type === 'step-finished' ? [event.step] : []));
    expect(finished).not.toContain(step);
    const started = events.flatMap((event) => (event.type === 'step-started' ? [event.step] : []));
    expect(started).toContain(step);
  } finally {
    for (const node of [bed.sourceNode, bed.targetNode]) {
      node.refuse(undefined);
      node.keep(undefined);
    }
  }
  await requireUntouched();
});

test('a component that was there before is not deleted by the undo, and one that was changed is as it was', async () => {
  const { api } = bed.pair.target;
  await ensureNamespace(bed.pair.target, 'probe-system');
  await api.call('POST', '/api/v1/namespaces/probe-system/serviceaccounts', { metadata: { name: 'manager' } });
  const maps = '/api/v1/namespaces/probe-system/configmaps';
  await api.call('POST', maps, { metadata: { name: 'ironic-settings' }, data: { MINE: 'kept' } });
  const uid = async (path: string): Promise<unknown> => {
    const { body } = await api.request('GET', path);
    return (body as { readonly metadata?: { readonly uid?: string } }).metadata?.uid;
  };
  const paths = [
    '/api/v1/namespaces/probe-system',
    '/api/v1/namespaces/probe-system/serviceaccounts/manager',
    `${maps}/ironic-settings`,
  ];
  const uids = await Promise.all(paths.map(uid));
  const { error, events } = await pivot(bed.pair, namespace, { sideData: [], ...cases[4]?.options });
  expect(error).toMatchObject({ code: 'pivot-undone' });
  const outcomes = events.flatMap((event) =>
    event.type === 'object-applied' ? [`${event.ref.kind} ${event.outcome}`] : [],
  );
  expect(outcomes.filter((one) => !one.endsWith('created'))).toEqual([
    'Namespace unchanged',
    'ServiceAccount unchanged',
    'ConfigMap configured',
  ]);
  expect(await Promise.all(paths.map(uid))).toEqual(uids);
  const { body } = await api.request('GET', `${maps}/ironic-settings`);
  expect(body).toMatchObject({ data: { MINE: 'kept' } });
  expect(Object.keys((body as { readonly data: object }).data)).toEqual(['MINE']);
  await api.call('DELETE', '/api/v1/namespaces/probe-system');
  await requireUntouched();
});

test('a pivot that stopped is gone on with as it was begun, or not at all; and undone without its components', async () => {
  const { pair } = bed;
  const stopped = await pivot(pair, namespace, { ...cases[4]?.options, onFailure: 'stop' });
  expect(stopped.error).toMatchObject({ code: 'pivot-stopped' });
  const other = await pivot(pair, namespace, { scaleDownSource: false, components: components.slice(1) });
  expect(other.error).toMatchObject({ name: 'UsageError', code: 'pivot-differs' });
  expect((other.error as Error).message).toContain('components, scaleDownSource');
  const undone = await pivot(pair, namespace, { how: 'rollback', components: [], scaleDownSource: false });
  expect(undone.report).toMatchObject({ outcome: 'undone' });
  await requireUntouched();
});
