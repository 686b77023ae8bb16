import { PartialMoveError, RolledBackError } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { requireMoved } from '../move/run.ts';
import { begin, fleet, fleetDetails, goOn, requireReport, startBed } from './bed.ts';
import { beforeWrites, isDeletion } from './faults.ts';
import { deny } from './policies.ts';
import { moverOn } from './rights.ts';
import { requireAll, requireNone, sidesOf } from './sides.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await startBed({ users: [{ name: 'deleter' }, { name: 'writer' }] });
});

afterAll(() => pair.stop());

// Each waits for policies of its own to take effect.
describe.concurrent('a refusal by the target rolls the move back, with the words of the target', () => {
  test.each([
    ['to create one kind', 'r-create', 'kubeadmconfigs', 'CREATE', 'KubeadmConfig r-create/m'],
    ['to write the status of one kind', 'r-status', 'machines/status', 'UPDATE', 'Machine r-status/m'],
  ] as const)('%s', async (_what, namespace, resource, operation, named) => {
    const denial = await deny(pair.target, { namespace, resource, operation, words: 'not on a Friday' });
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace });
    expect(begun.error).toBeInstanceOf(RolledBackError);
    expect(String(begun.error)).toContain(named);
    expect(String(begun.error)).toContain('not on a Friday');
    await requireNone(pair, namespace, before);
    await denial.lift();
    requireMoved(await begin(pair, { namespace }));
    await requireAll(pair, namespace, before);
  });

  test('to have more Secrets than its quota', async () => {
    const namespace = 'r-quota';
    await draw(pair.target, namespace, '');
    await setQuota(namespace, 1);
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace });
    expect(begun.error).toBeInstanceOf(RolledBackError);
    expect(String(begun.error)).toMatch(/Secret r-quota\/\S+: .*exceeded quota/u);
    const after = await sidesOf(pair, namespace);
    expect(after.source).toEqual(before.source);
    expect(Object.keys(after.target)).toEqual(Object.keys(before.target));
  });

  test('to undo, which stops it, and is made up for by going on', async () => {
    const namespace = 'r-undo';
    const words = 'not on a Friday';
    const create = await deny(pair.target, { namespace, resource: 'kubeadmconfigs', operation: 'CREATE', words });
    const remove = await deny(pair.target, { namespace, resource: 'machines', operation: 'DELETE', words });
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const begun = await begin(pair, { namespace });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    expect(String(begun.error)).toMatch(/could not be undone: .*not on a Friday/u);
    await remove.lift();
    const { error } = await goOn(pair, 'resume', begun);
    expect(error).toBeInstanceOf(RolledBackError);
    await requireNone(pair, namespace, before);
    await create.lift();
  });
});

test('many creates at once do not fail because they count against the same quota', async () => {
  const namespace = 'r-crowd';
  await draw(pair.target, namespace, '');
  await setQuota(namespace, 1_000);
  const secrets = Array.from({ length: 40 }, (_, at) => `Secret/s${at}`).join(', ');
  await draw(pair.source, namespace, `Cluster/a > ${secrets}`);
  const outcome = await begin(pair, { namespace, concurrency: 32 });
  expect(requireMoved(outcome).counts.moved).toBe(41);
});

describe.concurrent('a refusal by the source to delete stops the move half way', () => {
  test.each(['resume', 'rollback'] as const)('and %s ends it once it is lifted', async (how) => {
    const namespace = `r-delete-${how}`;
    await draw(pair.target, namespace, '');
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const denial = await deny(pair.source, {
      ...{ namespace, resource: 'machines', operation: 'DELETE', words: 'keep your machines' },
    });
    const begun = await begin(pair, { namespace });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    expect(String(begun.error)).toContain('keep your machines');
    if (how === 'rollback') {
      // Taking it back deletes nothing in the source, so the policy need not be gone.
      requireReport(await goOn(pair, how, begun));
      await requireNone(pair, namespace, before);
      await denial.lift();
      return;
    }
    const again = await goOn(pair, how, begun);
    expect(String(again.error)).toContain('keep your machines');
    await denial.lift();
    requireReport(await goOn(pair, how, begun));
    await requireAll(pair, namespace, before);
  });

  test('when the right to delete is taken away in the middle', async () => {
    const namespace = 'r-rights-delete';
    await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const mover = await moverOn(pair.source, 'deleter');
    const sides = { ...pair, source: mover.plane };
    let revoked: Promise<void> | undefined;
    const begun = await begin(sides, {
      namespace,
      allow: { skip: ['missing-right'] },
      wrap: beforeWrites((sent) => (isDeletion(sent) ? (revoked ??= mover.revoke(['delete'])) : undefined)),
    });
    expect(begun.error).toBeInstanceOf(PartialMoveError);
    expect(String(begun.error)).toMatch(/cannot delete resource/u);
    await mover.restore();
    requireReport(await goOn(pair, 'resume', begun, { sides }));
    await requireAll(pair, namespace, before);
  });

  test('and the error begins with the object', async () => {
    const namespace = 'r-named';
    await draw(pair.source, namespace, 'Cluster/a > Machine/m');
    const words = 'keep your machines';
    const denial = await deny(pair.source, { namespace, resource: 'machines', operation: 'DELETE', words });
    const begun = await begin(pair, { namespace });
    await denial.lift();
    requireReport(await goOn(pair, 'resume', begun));
    expect(String(begun.error)).toMatch(/Machine r-named\/m: .*keep your machines/u);
    expect(begun.error).toMatchObject({ cause: { ref: { kind: 'Machine', name: 'm' } } });
  });

  test('but a controller that puts its finalizer back again and again does not', async () => {
    const namespace = 'r-finalizer';
    const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    let rounds = 0;
    const keep = beforeWrites(async (sent) => {
      // What happens if it never comes to an end is a matter of the tests of removals: it takes half a minute.
      if (!isDeletion(sent) || sent.kind !== 'DockerMachine' || (rounds += 1) > 20) return;
      await pair.source.api.request('PATCH', `${drawn.pathOf('DockerMachine/m')}?fieldManager=manager`, {
        metadata: { finalizers: fleetDetails['DockerMachine/m'].finalizers },
      });
    });
    requireMoved(await begin(pair, { namespace, wrap: keep }));
    expect(rounds).toBe(21);
    await requireAll(pair, namespace, before);
  });
});

test('the right to write status, taken away while things are created, rolls the move back', async () => {
  const namespace = 'r-rights-status';
  await draw(pair.target, namespace, '');
  await draw(pair.source, namespace, fleet, fleetDetails);
  const before = await sidesOf(pair, namespace);
  const mover = await moverOn(pair.target, 'writer');
  const sides = { ...pair, target: mover.plane };
  let revoked: Promise<void> | undefined;
  const begun = await begin(sides, {
    namespace,
    wrap: beforeWrites(({ verb }) =>
      verb === 'status' ? (revoked ??= mover.revoke(['update'], 'status')) : undefined,
    ),
  });
  expect(begun.error).toBeInstanceOf(RolledBackError);
  expect(String(begun.error)).toMatch(/r-rights-status\/\S+: .*status/u);
  await requireNone(pair, namespace, before);
});

describe('an object that somebody writes to all the time', () => {
  test.each([
    ['Machine/m', 'r-restless', (round: number) => ({ spec: { version: `v1.30.${round}` } })],
    ['Cluster/a', 'r-restless-held', (round: number) => ({ metadata: { labels: { round: `${round}` } } })],
  ] as const)('%s is named, and nothing is lost', async (words, namespace, edit) => {
    await draw(pair.target, namespace, '');
    const drawn = await draw(pair.source, namespace, fleet, fleetDetails);
    const before = await sidesOf(pair, namespace);
    const end = new AbortController();
    const editing = (async () => {
      for (let round = 0; !end.signal.aborted; round += 1) {
        await pair.source.api.request('PATCH', drawn.pathOf(words), edit(round));
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const begun = await begin(pair, { namespace }).finally(() => {
      end.abort();
    });
    await editing;
    const [kind, name] = words.split('/');
    expect(String(begun.error)).toContain(`${String(kind)} ${namespace}/${String(name)}: `);
    expect(begun.error).toBeInstanceOf(RolledBackError);
    const after = await sidesOf(pair, namespace);
    expect(after.target).toEqual(before.target);
    const key = Object.keys(before.source).find(
      (one) => one.startsWith(`${String(kind)}.`) && one.endsWith(`/${String(name)}`),
    );
    for (const [one, text] of Object.entries(before.source)) if (one !== key) expect(after.source[one]).toEqual(text);
    expect(await drawn.read('Cluster/a')).not.toHaveProperty('spec.paused');
    expect(JSON.stringify(await drawn.read(words))).not.toContain('tsmove');
    const calm = await sidesOf(pair, namespace);
    requireMoved(await begin(pair, { namespace }));
    await requireAll(pair, namespace, calm);
  });
});

async function setQuota(namespace: string, secrets: number): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/resourcequotas`;
  const hard = { 'count/secrets': String(secrets) };
  await pair.target.api.call('POST', path, { metadata: { name: 'q' }, spec: { hard } });
  // No controller counts here; the API server counts up by itself from what the status says.
  await pair.target.api.call('PATCH', `${path}/q/status`, { status: { hard, used: { 'count/secrets': '0' } } });
}
