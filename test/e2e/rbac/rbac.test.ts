import { connect, PartialMoveError, RolledBackError, TransportError } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAudit } from '../../support/control-plane/audit.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { defineCrd } from '../../support/crds/define.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { until } from '../../support/processes/until.ts';
import { pauseAcknowledger } from '../../support/stand-ins/pause-acknowledger.ts';
import type { StandIn } from '../../support/stand-ins/stand-in.ts';
import { tsmove } from '../cli/program.ts';
import { begin, goOn, requireReport } from '../trouble/bed.ts';
import { closeConnections } from '../trouble/connections.ts';
import { beforeWrites, dyingWhenGone, type Wrap } from '../trouble/faults.ts';
import { refusals } from './ask.ts';
import { acknowledged, drawFleet, identityKind, settledSides, type Sides } from './fleet.ts';
import { asUser, formatRight, giveRoles, type GivenRoles, type Right } from './roles.ts';

const user = 'mover';
const namespace = 'fleet';

let pair: Pair;
let acknowledger: StandIn;
/** Both sides as the user sees them. */
let mover: Pick<Pair, 'source' | 'target'>;
let given: Readonly<Record<'source' | 'target', GivenRoles>>;
let before: Sides;

/** The rights that something was seen to fail without, or to leave a trace. */
const needed = new Set<Right>();

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    audit: true,
    users: [{ name: user }],
    beforeControllers: (plane) => defineCrd(plane, identityKind),
  });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  await ensureNamespace(pair.target, 'classes');
  acknowledger = await pauseAcknowledger(pair.source);
  const drawn = await drawFleet(pair.source, namespace, 'of-fleet');
  await until({ what: 'the stand-ins to have seen everything' }, async () => {
    const seen = await Promise.all(acknowledged.map((words) => drawn.read(words)));
    return seen.every((object) => JSON.stringify(object?.['status'] ?? {}).includes('"Paused"'));
  });
  before = await settledSides(pair, namespace);
  mover = { source: await asUser(pair.source, user), target: await asUser(pair.target, user) };
  given = {
    source: await giveRoles(pair.source, await printed('--source-only'), user),
    target: await giveRoles(pair.target, await printed('--target-only'), user),
  };
});

afterAll(async () => {
  await acknowledger.stop();
  await closeConnections();
  await pair.stop();
});

/** What `tsmove rbac` prints to an administrator of both sides. */
async function printed(...flags: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tsmove(['rbac', '-n', namespace, ...clusters(pair), ...flags]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

function clusters({ source, target }: Pick<Pair, 'source' | 'target'>): readonly string[] {
  return ['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig];
}

/** The rights of a side that nothing has been seen to need yet. */
function notYetNeeded(side: 'source' | 'target'): readonly Right[] {
  return given[side].rights.filter((right) => !needed.has(right));
}

/** The namespace in the target, as long as it is there. */
async function namespaceThere(): Promise<{ readonly managers: readonly string[] } | undefined> {
  const { status, body } = await pair.target.api.request('GET', `/api/v1/namespaces/${namespace}`);
  if (status === 404) return undefined;
  const { metadata } = body as { readonly metadata: { readonly managedFields?: readonly { manager?: string }[] } };
  return { managers: (metadata.managedFields ?? []).map(({ manager = '' }) => manager) };
}

function namespaceGone(): Promise<unknown> {
  return until({ what: 'the namespace to go' }, async () => (await namespaceThere()) === undefined);
}

async function requireAsBefore(): Promise<void> {
  expect(await settledSides(pair, namespace)).toEqual(before);
}

const failing: Wrap = beforeWrites(({ side, verb, kind }) => {
  if (side === 'target' && verb === 'create' && kind === 'Machine') throw new Error('no Machine today');
});

test('without any single one of their verbs a move is refused by its name, but for those that only tidy up', async () => {
  await using source = await connect({ kubeconfig: mover.source.kubeconfig, label: 'source', retryBudgetMs: 5_000 });
  await using target = await connect({ kubeconfig: mover.target.kubeconfig, label: 'target', retryBudgetMs: 5_000 });
  expect(await refusals({ source, target, namespace })).toBe('');
  const unnamed: string[] = [];
  for (const side of ['source', 'target'] as const) {
    for (const right of given[side].rights) {
      await given[side].without([right]);
      const words = await refusals({ source, target, namespace });
      await given[side].restore();
      if (words === '') continue;
      needed.add(right);
      // Plurals and the one: "namespaces", "the namespace kube-system".
      const named = right.resource.split('/').every((part) => words.includes(part.slice(0, -1)));
      if (!named || !words.includes(right.verb)) unnamed.push(`${side}: ${formatRight(right)}: ${words}`);
    }
  }
  expect(unnamed).toEqual([]);
  expect(await refusals({ source, target, namespace })).toBe('');
  await requireAsBefore();
  expect(notYetNeeded('source')).toEqual([]);
  const others = notYetNeeded('target').map(formatRight);
  expect(others.filter((right) => !right.startsWith('list '))).toEqual([
    'get namespaces fleet',
    'patch namespaces fleet',
  ]);
}, 900_000);

test('with exactly these roles a failed move is undone, and the namespace that it made goes', async () => {
  const { error, events } = await begin(mover, { namespace, wrap: failing });
  expect(error).toBeInstanceOf(RolledBackError);
  expect(events).toContainEqual(expect.objectContaining({ type: 'namespace-removed', name: namespace }));
  await namespaceGone();
  await requireAsBefore();
});

test('without the lists of kinds that have no part in the move, the namespace stays, and each of them is named', async () => {
  const lists = notYetNeeded('target').filter(({ verb }) => verb === 'list');
  await given.target.without(lists);
  const { events } = await begin(mover, { namespace, wrap: failing });
  const kept = events.flatMap((event) => (event.type === 'namespace-kept' ? [event.because] : []));
  await given.target.restore();
  expect(kept).toHaveLength(1);
  const named = new Set(kept.join().split(' cannot be listed')[0]?.split(', '));
  for (const right of lists) if (named.has(formatRight(right).replace('list ', ''))) needed.add(right);
  expect(notYetNeeded('target').map(formatRight)).toEqual(['get namespaces fleet', 'patch namespaces fleet']);
  expect(await namespaceThere()).toBeDefined();
  await pair.target.api.call('DELETE', `/api/v1/namespaces/${namespace}`);
  await namespaceGone();
  await requireAsBefore();
});

test('a namespace whose creation was not answered is found by an undo that may look, and by no other', async () => {
  const unanswered: Wrap = (server) => ({
    ...server,
    create: async (type, object, options) => {
      const made = await server.create(type, object, options);
      if (type.kind !== 'Namespace' || object.metadata.name !== namespace) return made;
      throw new TransportError('the answer was lost', { outcomeUnknown: true });
    },
  });
  await begin(mover, { namespace, wrap: unanswered });
  await namespaceGone();
  const looks = notYetNeeded('target').filter(({ verb }) => verb === 'get');
  await given.target.without(looks);
  await begin(mover, { namespace, wrap: unanswered });
  await given.target.restore();
  expect(await namespaceThere()).toBeDefined();
  for (const right of looks) needed.add(right);
  await pair.target.api.call('DELETE', `/api/v1/namespaces/${namespace}`);
  await namespaceGone();
  await requireAsBefore();
});

test('a move that dies after its deletions is rolled back with exactly these roles; who may not patch leaves a name', async () => {
  const patches = notYetNeeded('target');
  expect(patches.map(formatRight)).toEqual(['patch namespaces fleet']);
  await given.target.without(patches);
  const begun = await begin(mover, { namespace, wrap: dyingWhenGone('Cluster') });
  expect(begun.error).toBeInstanceOf(PartialMoveError);
  expect((await namespaceThere())?.managers).toContain(`tsmove-${begun.moveId}`);
  await given.target.restore();
  expect(requireReport(await goOn(pair, 'rollback', begun, { sides: mover })).outcome).toBe('rolled-back');
  for (const right of patches) needed.add(right);
  await namespaceGone();
  await requireAsBefore();
});

test('a whole move succeeds with exactly these roles, and everything is equal', async () => {
  const { code, stdout, stderr } = await tsmove(['move', '-n', namespace, '--yes', ...clusters(mover)], {
    XDG_STATE_HOME: pair.source.directory,
  });
  expect({ code, stderr: code === 0 ? '' : `${stdout}${stderr}` }).toEqual({ code: 0, stderr: '' });
  const { 'ConfigMap/notes': notes, ...moved } = before.source;
  const after = await settledSides(pair, namespace);
  expect(after.target).toEqual(moved);
  expect(after.source['ConfigMap/notes']).toBe(notes);
  expect(Object.keys(after.source)).not.toContain('Cluster.cluster.x-k8s.io/a');
  expect((await namespaceThere())?.managers.filter((name) => name.startsWith('tsmove'))).toEqual([]);
});

test('so every single right was needed, and all were used but lists of kinds of which there are few', async () => {
  const all = [...given.source.rights, ...given.target.rights];
  expect(all.filter((right) => !needed.has(right)).map(formatRight)).toEqual([]);
  expect(needed.size).toBe(all.length);
  expect(needed.size).toBeGreaterThan(200);
  expect(await unused(pair.source, given.source.rights)).toEqual([
    // Few objects of a kind are read one by one.
    'list clusterclasses.cluster.x-k8s.io in classes',
    'list kubeadmcontrolplanetemplates.controlplane.cluster.x-k8s.io in classes',
    'list dockerclustertemplates.infrastructure.cluster.x-k8s.io in classes',
  ]);
  expect(await unused(pair.target, given.target.rights)).toEqual([
    'list globalidentities.infrastructure.cluster.x-k8s.io',
  ]);
});

/** Rights that no request of the user has made use of, by the audit log. */
async function unused(plane: ControlPlane, rights: readonly Right[]): Promise<readonly string[]> {
  const events = (await readAudit(plane)).filter((event) => event.user.username === user);
  return rights
    .filter((right) => {
      const [plural, subresource] = right.resource.split('/');
      return !events.some(
        ({ verb, objectRef = {}, responseStatus }) =>
          verb === right.verb &&
          objectRef.resource === plural &&
          (objectRef.apiGroup ?? '') === right.group &&
          objectRef.subresource === subresource &&
          (right.namespace === undefined || objectRef.namespace === right.namespace) &&
          (right.name === undefined || objectRef.name === right.name) &&
          responseStatus?.code !== 403,
      );
    })
    .map(formatRight);
}
