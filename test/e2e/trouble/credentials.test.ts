import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { startFaultyProxy, type FaultyProxy } from '../../support/faulty-proxy/faulty-proxy.ts';
import { requireMoved } from '../move/run.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { beforeWrites, isDeletion, nth } from './faults.ts';
import { createLogin, expiringLogin, type Login } from './logins.ts';
import { requireAll, sidesOf } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

// They wait more than they work.
describe.concurrent('a token of an exec plugin that ends in the middle', () => {
  test('of both sides, while things are created: the move logs in again and goes on', async () => {
    const namespace = 'c-ends';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const [source, target] = await Promise.all(pair.both.map((plane) => expiringLogin(plane, `mover-${plane.name}`)));
    if (source === undefined || target === undefined) throw new Error('a pair has two sides');
    const middle = nth(3, ({ side, verb }) => side === 'target' && verb === 'create');
    const wrap = beforeWrites(async (sent) => {
      if (middle(sent)) await Promise.all([source.expire(), target.expire()]);
    });
    requireMoved(await begin({ source: source.plane, target: target.plane }, { namespace, wrap }));
    expect(await Promise.all([source.login.runs(), target.login.runs()])).toEqual([2, 2]);
    await requireAll(pair, namespace, before);
  });

  test('again and again, every 20 requests, on both sides', async () => {
    const namespace = 'c-short';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    await using source = await shortLived(pair.source, 20);
    await using target = await shortLived(pair.target, 20);
    const sides = { source: source.proxy.plane, target: target.proxy.plane };
    requireMoved(await begin(sides, { namespace, concurrency: 4 }));
    for (const { login, proxy } of [source, target]) {
      expect(proxy.counts.passed).toBeGreaterThan(40);
      expect(await login.runs()).toBeGreaterThan(2);
    }
    await requireAll(pair, namespace, before);
  });

  test('and whose plugin gives no other: a move that has begun to delete stops, and is gone on with after a login', async () => {
    const namespace = 'c-gone';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    await using source = await shortLived(pair.source, Infinity);
    const sides = { source: source.proxy.plane, target: pair.target };
    const late = nth(3, isDeletion);
    const wrap = beforeWrites((sent) => {
      if (late(sent)) source.refuseAll();
    });
    const begun = await begin(sides, { namespace, wrap });
    expect(begun.error).toMatchObject({ name: 'PartialMoveError', report: { committed: true, released: false } });
    expect(String(begun.error)).toMatch(/401/u);
    requireReport(await goOn(pair, 'resume', begun));
    await requireAll(pair, namespace, before);
  });
});

interface ShortLived extends AsyncDisposable {
  readonly proxy: FaultyProxy;
  readonly login: Login;
  /** No token is good for anything any more. */
  refuseAll(): void;
}

/** Tokens of which each is good for so many requests; the plugin then gives the next. */
async function shortLived(plane: ControlPlane, requests: number): Promise<ShortLived> {
  const login = await createLogin(plane, `short-${plane.name}-${Math.random().toString(36).slice(2)}`);
  let token = { name: 'token-1', used: 0, number: 1 };
  let changing: Promise<void> | undefined;
  let refused = false;
  await login.give(token.name);
  const change = async (): Promise<void> => {
    const number = token.number + 1;
    await login.give(`token-${number}`);
    token = { name: `token-${number}`, used: 0, number };
    changing = undefined;
  };
  const proxy = await startFaultyProxy(
    plane,
    async ({ authorization }) => {
      if (refused || authorization !== `Bearer ${token.name}`) return { status: 401 };
      token.used += 1;
      if (token.used <= requests) return { token: plane.adminToken };
      // Nobody hears that a token has ended before the plugin has the next.
      await (changing ??= change());
      return { status: 401 };
    },
    { user: login.user },
  );
  return {
    proxy,
    login,
    refuseAll: () => {
      refused = true;
    },
    [Symbol.asyncDispose]: () => proxy.stop(),
  };
}
