import {
  type ApiServer,
  PreflightError,
  RolledBackError,
  createMemoryJournalStore,
  defaults,
  recoverMove,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import type { KubeList } from '../../support/api/api.ts';
import { requireMoved } from '../move/run.ts';
import { connectionsTo } from '../trouble/connections.ts';
import { begin, goOn, requireReport, startBed } from '../trouble/bed.ts';
import { beforeWrites, dyingBefore, dyingWhenGone, nth, type Sent } from '../trouble/faults.ts';
import { requireNone, requireSides, sidesOf, type Sides } from '../trouble/sides.ts';
import { halfMoved } from './half-moved.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

/** Everything is in the target as the source had it; what was there besides is as it was. */
async function requireUpdated(namespace: string, before: Sides): Promise<void> {
  await requireSides(pair, namespace, { source: {}, target: { ...before.target, ...before.source } });
  await requireNothingKept();
}

/** Everything is in the source again; in the target is only what had no part in the move. */
async function requireMovedBack(namespace: string, before: Sides): Promise<void> {
  const bystanders = Object.entries(before.target).filter(([name]) => !(name in before.source));
  await requireSides(pair, namespace, { source: before.source, target: Object.fromEntries(bystanders) });
  await requireNothingKept();
}

/** Nothing is kept any more of what was replaced. */
async function requireNothingKept(): Promise<void> {
  const path = `/api/v1/namespaces/${defaults.systemNamespace}/secrets`;
  const { items } = await pair.target.api.call<KubeList>('GET', path);
  expect(items.map(({ metadata }) => metadata.name)).toEqual([]);
}

test('without a decision the move is refused, and names what is in its way', async () => {
  await halfMoved(pair, 'u-fail');
  const before = await sidesOf(pair, 'u-fail');
  const { error } = await begin(pair, { namespace: 'u-fail' });
  expect(error).toBeInstanceOf(PreflightError);
  const codes = (error as PreflightError).diagnostics.map(({ code, ref }) => `${code} ${ref?.kind ?? ''}`);
  expect(codes).toContain('already-exists Machine');
  await requireNone(pair, 'u-fail', before);
});

test('what another tool has brought half way becomes what the source has; dependents keep the owners of there', async () => {
  const { there } = await halfMoved(pair, 'u-all');
  const before = await sidesOf(pair, 'u-all');
  const outcome = await begin(pair, { namespace: 'u-all', onConflict: 'update' });
  requireMoved(outcome);
  await requireUpdated('u-all', before);
  expect((await there.read('Machine/m'))?.metadata.uid).toBe(there.of('Machine/m').metadata.uid);
  const replaced = outcome.events.filter(({ type }) => type === 'object-replaced');
  expect(replaced).toHaveLength(5);
  expect(outcome.report?.entries.filter((entry) => entry.replaced === true)).toHaveLength(5);
});

test('a move that fails puts back all that it had replaced: labels, data, status, owners, field managers', async () => {
  await halfMoved(pair, 'u-undo');
  const before = await sidesOf(pair, 'u-undo');
  const { error, events } = await begin(pair, {
    namespace: 'u-undo',
    onConflict: 'update',
    wrap: beforeWrites(({ side, verb, kind, name }) => {
      if (side === 'target' && verb === 'create' && kind === 'DockerMachine' && name === 'm') throw new Error('no');
    }),
  });
  expect(error).toMatchObject({ name: 'RolledBackError' });
  expect(events.filter(({ type }) => type === 'object-put-back').length).toBeGreaterThan(1);
  await requireNone(pair, 'u-undo', before);
  await requireNothingKept();
});

test('a rollback after deletions in the source puts back what was replaced as well', async () => {
  await halfMoved(pair, 'u-late');
  const before = await sidesOf(pair, 'u-late');
  const begun = await begin(pair, { namespace: 'u-late', onConflict: 'update', wrap: dyingWhenGone('Cluster') });
  expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true } });
  requireReport(await goOn(pair, 'rollback', begun, { holderIsDead: true }));
  await requireNone(pair, 'u-late', before);
  await requireNothingKept();
});

test('an object that somebody changes at the last moment is put back as he has left it', async () => {
  const { there } = await halfMoved(pair, 'u-edit');
  const path = there.pathOf('Secret/m');
  let edited: Promise<unknown> | undefined;
  let tellAgain: (() => void) | undefined;
  const again = new Promise<void>((resolve) => (tellAgain = resolve));
  const isReplacing = ({ side, verb, kind, name }: Sent): boolean =>
    side === 'target' && verb === 'update' && kind === 'Secret' && name === 'm';
  const edit = async (): Promise<unknown> =>
    pair.target.api.call('PATCH', path, { metadata: { labels: { late: 'yes' } } });
  const { error } = await begin(pair, {
    namespace: 'u-edit',
    onConflict: 'update',
    wrap: beforeWrites(async (sent) => {
      if (isReplacing(sent)) {
        if (edited !== undefined) tellAgain?.();
        await (edited ??= edit());
      }
      if (sent.side === 'target' && sent.verb === 'create' && sent.kind === 'DockerMachine') {
        await again;
        throw new Error('no');
      }
    }),
  });
  await edited;
  expect(error).toMatchObject({ name: 'RolledBackError' });
  const secret = await there.read('Secret/m');
  expect(secret?.metadata.labels).toMatchObject({ late: 'yes' });
  expect(secret?.['data']).toEqual(there.of('Secret/m')['data']);
  await requireNothingKept();
});

test('what was put back, the answer to the last write being lost, is not written over once somebody has edited it', async () => {
  const { there } = await halfMoved(pair, 'u-again');
  const wrap = dyingBefore(({ side, verb, kind }) => side === 'target' && verb === 'status' && kind === 'Machine');
  const begun = await begin(pair, { namespace: 'u-again', onConflict: 'update', onFailure: 'stop', wrap });
  let isLost = false;
  const losing = (server: ApiServer): ApiServer => ({
    ...server,
    // Nothing more is heard from then on.
    get: (...call) => (isLost ? Promise.reject(new Error('the answer is lost')) : server.get(...call)),
    mergePatch: async (type, key, patch, options) => {
      const answer = await server.mergePatch(type, key, patch, options);
      isLost ||=
        server.label === 'target' && type.kind === 'Cluster' && JSON.stringify(patch).includes('managedFields');
      if (isLost) throw new Error('the answer is lost');
      return answer;
    },
  });
  const first = await goOn(pair, 'rollback', begun, { holderIsDead: true, wrap: losing });
  expect([isLost, String(first.error)]).toEqual([true, expect.stringContaining('the answer is lost')]);
  await pair.target.api.call('PATCH', there.pathOf('Cluster/a'), { metadata: { labels: { late: 'yes' } } });
  requireReport(await goOn(pair, 'rollback', begun, { holderIsDead: true }));
  expect((await there.read('Cluster/a'))?.metadata.labels).toMatchObject({ old: 'yes', late: 'yes' });
  await requireNothingKept();
});

test('wherever the process dies, another one goes on, goes back, or recovers the move without its journal', async () => {
  let writes = 0;
  await halfMoved(pair, 'u-count');
  requireMoved(
    await begin(pair, { namespace: 'u-count', onConflict: 'update', wrap: beforeWrites(() => (writes += 1)) }),
  );
  expect(writes).toBeGreaterThan(40);
  let tried = 0;
  for (const [point, way] of deaths(writes)) {
    const namespace = `u-die-${point}-${way}`;
    await halfMoved(pair, namespace);
    const before = await sidesOf(pair, namespace);
    const wrap = dyingBefore(nth(point, () => true));
    const begun = await begin(pair, { namespace, onConflict: 'update', onFailure: 'stop', wrap });
    expect([namespace, begun.error]).toMatchObject([namespace, { name: expect.stringMatching(/Error$/u) as unknown }]);
    const isRecovered = way === 'recover';
    const { report, error } = isRecovered
      ? await recover(begun.moveId)
      : await goOn(pair, way, begun, { holderIsDead: true });
    // One that had touched nothing but the source was being undone already.
    if (error !== undefined && !(error instanceof RolledBackError))
      throw new Error(`${namespace}, ${way}`, { cause: error });
    // Once something is released, a rollback is a move back: what was replaced has lived its own life since, and goes along.
    if (report?.outcome === 'moved' && way === 'rollback') await requireMovedBack(namespace, before);
    else if (report?.outcome === 'moved') await requireUpdated(namespace, before);
    else await requireNone(pair, namespace, before);
    await requireNothingKept();
    tried += 1;
  }
  console.log(`${tried.toString()} deaths at ${writes.toString()} writes`);
}, 3_600_000);

type Way = 'resume' | 'rollback' | 'recover';

/** Every third write, the ways taking turns; with TSMOVE_TEST_EVERY_DEATH=1 every write in all ways. */
function deaths(writes: number): readonly (readonly [point: number, way: Way])[] {
  const ways: readonly Way[] = ['resume', 'rollback', 'recover'];
  const points = Array.from({ length: writes }, (_, at) => at + 1);
  if (process.env['TSMOVE_TEST_EVERY_DEATH'] === '1')
    return points.flatMap((point) => ways.map((way) => [point, way] as const));
  return points.filter((point) => point % 3 === 2).map((point, at) => [point, ways[at % 3] ?? 'resume']);
}

/** By somebody who has nothing but the clusters; where there is not even a Lease, nothing was begun or all is over. */
async function recover(
  moveId: string,
): Promise<{ readonly report?: { readonly outcome: string }; readonly error?: unknown }> {
  const run = recoverMove({ ...(await connectionsTo(pair)), providers, moveId, holderIsDead: true });
  try {
    return { report: await run.result };
  } catch (error) {
    return { error };
  }
}

test('a journal that tells of a replacement is read by another process', async () => {
  await halfMoved(pair, 'u-told');
  const journal = createMemoryJournalStore();
  const wrap = dyingBefore(({ side, verb, kind }) => side === 'target' && verb === 'status' && kind === 'Machine');
  const begun = await begin(pair, { namespace: 'u-told', onConflict: 'update', onFailure: 'stop', journal, wrap });
  const { records = [] } = (await journal.read(begun.moveId)) ?? {};
  expect(records.filter(({ type }) => type === 'replacing').length).toBeGreaterThan(0);
  expect(JSON.stringify(records)).not.toContain(Buffer.from('old').toString('base64'));
  requireReport(await goOn(pair, 'resume', begun, { holderIsDead: true }));
});
