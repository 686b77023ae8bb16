import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeList, KubeObject } from '../../support/api/api.ts';
import { atRest, drawHosts, historyOfHosts, type Host } from '../../controllers/metal3/hosts.ts';
import { start, tsmove } from '../../e2e/cli/program.ts';
import { closeConnections } from '../../e2e/trouble/connections.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { until } from '../../support/processes/until.ts';
import { describeOnNodes } from '../requirements.ts';
import {
  allReady,
  giveLeases,
  ironicPod,
  lease,
  leasesIn,
  logOf,
  podsIn,
  startPivotBed,
  untilPods,
  type PivotBed,
} from './bed.ts';
import { hostOperator, ironic } from './release.ts';

const namespace = 'rack';
const rack = [
  { name: 'one', image: true },
  { name: 'two', image: true },
  { name: 'free', image: false },
] as const;
const asTheyRest = { one: ['provisioned'], two: ['provisioned'], free: ['available'] };
const given = [lease('00:5c:52:31:3a:00', '172.22.0.10'), lease('00:5c:52:31:3a:01', '172.22.0.11')];

/** Everything of a host's status that its operator goes by. */
function essenceOf({ metadata, status }: Host): unknown {
  const { state, ID, image } = status?.provisioning ?? {};
  return { name: metadata.name, state, ID, image };
}

/** What is in a cluster, by kinds that a pivot might leave something of. */
async function inventoryOf({ api }: ControlPlane): Promise<readonly string[]> {
  const paths = [
    ...['/api/v1/namespaces', '/api/v1/configmaps', '/apis/apps/v1/deployments', '/apis/apps/v1/statefulsets'],
    ...['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', '/apis/coordination.k8s.io/v1/leases'],
    '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  ];
  const lists = await Promise.all(
    paths.map(async (path) => {
      const { items } = await api.call<KubeList>('GET', path);
      return items.map(({ metadata }: KubeObject) => `${path} ${metadata.namespace ?? ''}/${metadata.name}`);
    }),
  );
  return lists.flat().sort();
}

describeOnNodes('tsmove pivot between whole clusters', () => {
  let bed: PivotBed;
  let flags: readonly string[];
  let before: readonly unknown[];
  let emptyTarget: readonly string[];
  let fullSource: readonly string[];

  beforeAll(async () => {
    bed = await startPivotBed();
    flags = [...bed.flags, '-n', namespace];
    const { source, target } = bed.pair;
    await drawHosts(source, namespace, rack);
    before = (await atRest(source, namespace)).map(essenceOf);
    await giveLeases(bed.pair, given);
    [fullSource, emptyTarget] = [await inventoryOf(source), await inventoryOf(target)];
  });

  afterAll(async () => {
    await closeConnections();
    await bed.stop();
  });

  /** As if nothing had ever been tried: pods, hosts, leases, and nothing in the target. */
  async function requireNothingHappened(): Promise<void> {
    const { source, target } = bed.pair;
    expect(await podsIn(source)).toEqual(allReady);
    expect((await atRest(source, namespace)).map(essenceOf)).toEqual(before);
    expect((await leasesIn(bed.pair, 'source')).leases).toEqual(given);
    expect(await podsIn(target)).toEqual([]);
    await until({ what: 'an empty target', timeout: 60_000 }, async () => {
      const now = await inventoryOf(target);
      return now.join() === emptyTarget.join();
    }).catch(async () => {
      expect(await inventoryOf(target)).toEqual(emptyTarget);
    });
    expect(await inventoryOf(source)).toEqual(fullSource);
  }

  test('whose Ironic does not start in the target is undone: every pod and every lease of the source is back', async () => {
    await using history = await historyOfHosts(bed.pair.source, namespace);
    const failed = await tsmove([
      'pivot',
      ...flags,
      ...bed.componentsWithoutIronicsImage,
      '--components-timeout',
      '8s',
    ]);
    expect({ code: failed.code, stderr: failed.stderr }).toMatchObject({ code: 3 });
    expect(failed.stderr).toContain(`Deployment metal3/${ironic}`);
    expect(failed.stderr).toContain('the pivot failed and was undone');
    expect(failed.stderr).not.toContain('leases-not-returned');
    await requireNothingHappened();
    expect(Object.fromEntries(history.states)).toEqual(asTheyRest);
  });

  test('that dies in the middle is undone by another process, and brings back what the target has given out', async () => {
    await using history = await historyOfHosts(bed.pair.source, namespace);
    const dying = start(['pivot', ...flags, ...bed.components, '-v', '1']);
    await dying.says(/baremetalhost\.metal3\.io\/one created/u);
    dying.kill('SIGKILL');
    await dying.ended;
    expect(await podsIn(bed.pair.source)).toEqual([]);
    const newcomer = lease('02:00:00:00:00:99', '172.22.0.99');
    await giveLeases(bed.pair, [...given, newcomer], 'target');

    const undone = await tsmove(['pivot', ...flags, '--undo', '--skip-lease-wait']);
    expect({ code: undone.code, stderr: undone.stderr }).toMatchObject({ code: 0 });
    expect((await leasesIn(bed.pair, 'source')).leases).toEqual([...given, newcomer]);
    await giveLeases(bed.pair, given);
    await requireNothingHappened();
    expect(Object.fromEntries(history.states)).toEqual(asTheyRest);
  });

  test('brings leases, managers and hosts, in this order, and nothing happens to a machine', async () => {
    const { source, target } = bed.pair;
    await using inSource = await historyOfHosts(source, namespace);
    const late = lease('02:00:00:00:00:07', '172.22.0.12');
    const running = start(['pivot', ...flags, ...bed.components, '-v', '1']);
    // After the leases were copied for the first time, and before dnsmasq goes.
    await running.says(/Components in the target: started/u);
    await giveLeases(bed.pair, [...given, late]);
    const done = await running.ended;
    expect({ code: done.code, stderr: done.stderr }).toMatchObject({ code: 0 });

    expect(await podsIn(source)).toEqual([]);
    expect(await podsIn(target)).toEqual(allReady);
    expect(await leasesIn(bed.pair, 'target')).toEqual({ leases: [...given, late], foundAtStart: 3 });
    // The init container has ended, with its copy of the leases, before any host was there.
    const pod = await target.api.call<KubeObject & { readonly status: unknown }>(
      'GET',
      `/api/v1/namespaces/metal3/pods/${await ironicPod(target)}`,
    );
    expect(pod.status).toMatchObject({
      initContainerStatuses: [{ name: 'dnsmasq-leases', state: { terminated: { exitCode: 0 } } }],
    });
    const hosts = await atRest(target, namespace);
    expect(hosts.map(essenceOf)).toEqual(before);
    await until({ what: 'the operator of the target to adopt the hosts', timeout: 60_000 }, async () =>
      (await logOf(target, hostOperator)).includes('adopting host'),
    );
    const log = await logOf(target, hostOperator);
    const doings = ['starting inspection', 'preparing host', 'provisioning image', 'ensuring host is deprovisioned'];
    expect(doings.filter((words) => log.includes(words))).toEqual([]);
    expect(Object.fromEntries(inSource.states)).toEqual({
      one: ['provisioned', 'gone'],
      two: ['provisioned', 'gone'],
      free: ['available', 'gone'],
    });
    const checked = await tsmove(['check', ...bed.sides, '-n', namespace, '--settle-timeout', '10s']);
    expect(checked).toMatchObject({ code: 0, stdout: 'All is well with 3 objects of namespace rack.\n' });
    expect(await untilPods(target, allReady)).toEqual(allReady);
  });
});
