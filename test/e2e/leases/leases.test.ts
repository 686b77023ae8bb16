import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ApiServer,
  changeText,
  connect,
  readText,
  settleText,
  type TextUndo,
  undoText,
} from '../../../packages/move-core/src/index.ts';
import { copyLeases, type CopyLeasesOptions } from '../../../packages/providers/src/index.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Pair, startPair } from '../../support/control-plane/start.ts';
import { type Ended, tsmove } from '../cli/program.ts';
import { grant, kubeconfigOf } from '../reading/role.ts';
import { type Containers, makePod, speakingWebSockets, startContainers } from './containers.ts';

const now = Math.floor(Date.now() / 1000);
const [one, two, three] = [
  `${now + 36_000} 00:5c:52:31:3a:01 172.22.0.10 node-0 01:00:5c:52:31:3a:01\n`,
  `${now + 36_000} 00:5c:52:31:3a:02 172.22.0.11 * *\n`,
  '0 00:5c:52:31:3a:03 172.22.0.12 * *\n',
];

let pair: Pair;
let containers: Containers;
let target: ApiServer;

beforeAll(async () => {
  pair = await startPair({
    crds: ['bmo'],
    controllers: [],
    users: [{ name: 'reader' }],
    apiserverFlags: speakingWebSockets,
  });
  containers = await startContainers(pair.source);
  target = await connect({ kubeconfig: pair.target.kubeconfig, label: 'target', env: {}, homeDir: '/nowhere' });
  for (const name of ['metal3', 'ironic', 'fleet']) {
    await pair.source.api.call('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
  }
});

afterAll(async () => {
  await target.close();
  await containers[Symbol.asyncDispose]();
  await pair.stop();
});

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly annotations?: object };
  readonly data: Readonly<Record<string, string>>;
}

/** What is in a namespace of the target, as a user sees it. */
async function mapsIn(namespace: string): Promise<readonly (readonly [name: string, signed: boolean, data: object])[]> {
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const { items } = await pair.target.api.call<{ readonly items: readonly ConfigMap[] }>('GET', path);
  return items
    .filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt')
    .map(({ metadata, data }) => [metadata.name, metadata.annotations !== undefined, data]);
}

const placeIn = (namespace: string): { namespace: string; name: string; key: string } => ({
  namespace,
  name: 'dnsmasq-leases-configmap',
  key: 'dnsmasq.leases',
});

/** A copy by the library; `meanwhile` is called between reading and writing, once. */
async function copy(
  namespace: string,
  text: string,
  options: Partial<CopyLeasesOptions> & { readonly meanwhile?: () => Promise<unknown> } = {},
): Promise<TextUndo> {
  const { meanwhile, ...rest } = options;
  let pending = meanwhile;
  const slow: ApiServer = {
    ...target,
    async get(...call) {
      const found = await target.get(...call);
      const [, key] = call;
      if (key.name === placeIn(namespace).name && pending !== undefined) {
        const work = pending;
        pending = undefined;
        await work();
      }
      return found;
    },
  };
  const { undo } = await copyLeases(
    { read: () => Promise.resolve({ text, from: 'the bootstrap' }) },
    { change: (id, change) => changeText(slow, placeIn(namespace), id, change) },
    { id: 'c1', now, ...rest },
  );
  return undo;
}

describe('leases of one side, in a ConfigMap of the other', () => {
  test('are created with their namespace, and taken back', async () => {
    const undo = await copy('created', one + two);
    expect(await mapsIn('created')).toEqual([['dnsmasq-leases-configmap', true, { 'dnsmasq.leases': one + two }]]);
    await undoText(target, undo);
    expect(await mapsIn('created')).toEqual([]);
  });

  test('are merged with what is there, and taken back to it', async () => {
    await settleText(target, await copy('merged', three));
    const undo = await copy('merged', one + two);
    expect(await readText(target, placeIn('merged'))).toBe(three + one + two);
    await undoText(target, undo);
    expect(await mapsIn('merged')).toEqual([['dnsmasq-leases-configmap', false, { 'dnsmasq.leases': three }]]);
  });

  test('are copied once, however often', async () => {
    await copy('again', one);
    await copy('again', one);
    const undo = await copy('again', one);
    await settleText(target, undo);
    expect(await mapsIn('again')).toEqual([['dnsmasq-leases-configmap', false, { 'dnsmasq.leases': one }]]);
    expect(await copy('again', one, { id: 'c2' })).toEqual({ type: 'nothing' });
  });

  test('are refused with nothing written if the sides contradict each other', async () => {
    const other = '0 00:5c:52:31:3a:09 172.22.0.10 * *\n';
    await settleText(target, await copy('contested', other));
    await expect(copy('contested', one)).rejects.toThrow('172.22.0.10 is leased to another client in the target');
    expect(await mapsIn('contested')).toEqual([['dnsmasq-leases-configmap', false, { 'dnsmasq.leases': other }]]);
    await settleText(target, await copy('contested', one, { prefer: 'source' }));
    expect(await readText(target, placeIn('contested'))).toBe(one);
  });

  test('are merged anew with what somebody else has written meanwhile', async () => {
    await settleText(target, await copy('raced', three));
    const undo = await copy('raced', one, {
      meanwhile: async () => settleText(target, await copy('raced', two, { id: 'c2' })),
    });
    expect(await readText(target, placeIn('raced'))).toBe(three + two + one);
    await undoText(target, undo);
    expect(await mapsIn('raced')).toEqual([['dnsmasq-leases-configmap', false, { 'dnsmasq.leases': three + two }]]);
  });

  test('are refused if what was written meanwhile contradicts them', async () => {
    await settleText(target, await copy('lost', three));
    const other = '0 00:5c:52:31:3a:09 172.22.0.10 * *\n';
    const meanwhile = async (): Promise<void> => settleText(target, await copy('lost', other, { id: 'c2' }));
    await expect(copy('lost', one, { meanwhile })).rejects.toThrow('leased to another client');
    expect(await readText(target, placeIn('lost'))).toBe(three + other);
  });
});

describe('tsmove leases', () => {
  const from = async (text: string): Promise<readonly string[]> => {
    const path = join(pair.source.directory, 'dnsmasq.leases');
    await writeFile(path, text);
    return ['--leases-from', `file:${path}`];
  };
  const run = (...line: readonly string[]): Promise<Ended> =>
    tsmove(['leases', ...line, '--kubeconfig', pair.source.kubeconfig]);
  const to = (namespace: string): readonly string[] => [
    ...['--to-kubeconfig', pair.target.kubeconfig],
    ...['--leases-to', `${namespace}/dnsmasq-leases-configmap`],
  ];

  test('copies a file, merges a second one, and leaves nothing behind', async () => {
    const first = await run('copy', ...to('by-file'), ...(await from(one)));
    expect({ code: first.code, stdout: first.stdout.replace(pair.source.directory, '') }).toEqual({
      code: 0,
      stdout:
        '1 lease copied from /dnsmasq.leases.\nConfigMap by-file/dnsmasq-leases-configmap, dnsmasq.leases, has 1 lease now.\n',
    });
    const second = await run('copy', ...to('by-file'), ...(await from(one + two)), '-o', 'json');
    expect(JSON.parse(second.stdout)).toMatchObject({ changed: true, counts: { copied: 1, already: 1, total: 2 } });
    expect(await mapsIn('by-file')).toEqual([['dnsmasq-leases-configmap', false, { 'dnsmasq.leases': one + two }]]);
  });

  test('refuses what is not in order, and says what to do', async () => {
    const { code, stderr } = await run('copy', ...to('refused'), ...(await from(`${one}hello\n`)));
    expect(code).toBe(3);
    expect(stderr).toContain('line 2: it begins with neither an expiry nor a word that dnsmasq writes');
    expect(stderr).toContain('--skip-invalid');
    expect(await mapsIn('refused')).toEqual([]);
  });

  test('checks leases against the hosts of the cluster', async () => {
    await pair.source.api.call('POST', '/apis/metal3.io/v1alpha1/namespaces/fleet/baremetalhosts', {
      apiVersion: 'metal3.io/v1alpha1',
      kind: 'BareMetalHost',
      metadata: { name: 'node-9' },
      spec: { online: true, bootMACAddress: '00:5c:52:31:3a:09' },
    });
    const { code, stdout } = await run('check', ...(await from(one)));
    expect(code).toBe(0);
    expect(stdout).toContain('BareMetalHost fleet/node-9 has no lease for any of its 1 interfaces');
    expect(stdout).toContain('172.22.0.10 is leased to 00:5c:52:31:3a:01, which belongs to no BareMetalHost');
  });

  test('reads them out of the container that runs dnsmasq, wherever the image keeps them', async () => {
    await makePod(pair.source, 'metal3', 'ironic', 'ironic-dnsmasq');
    const files = (containers.files['metal3/ironic/ironic-dnsmasq'] = { '/data/dnsmasq/dnsmasq.leases': one });
    const found = await run('show');
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('172.22.0.10') as string });
    expect(containers.ran.at(-1)).toEqual([
      'metal3/ironic/ironic-dnsmasq',
      ...['sh', '-c', 'cat "${CUSTOM_DATA_DIR:-/data}/dnsmasq/dnsmasq.leases"'],
    ]);
    Object.assign(files, { '/var/lib/dnsmasq/dnsmasq.leases': two });
    delete (files as Record<string, string>)['/data/dnsmasq/dnsmasq.leases'];
    const older = await run('copy', ...to('by-exec'), '--leases-from', 'exec:metal3/ironic');
    expect(older.stdout).toContain(
      'from pod metal3/ironic, container ironic-dnsmasq, /var/lib/dnsmasq/dnsmasq.leases.',
    );
    expect(await readText(target, placeIn('by-exec'))).toBe(two);
  });

  test("repeats the API server's words if it may not, or cannot, look into a pod", async () => {
    await makePod(pair.source, 'ironic', 'ironic-a', 'dnsmasq');
    await grant(pair.source, 'reader', [[['get', 'list'], [''], ['pods']]]);
    const reader = ['--kubeconfig', await kubeconfigOf(pair.source, 'reader')];
    const forbidden = await tsmove(['leases', 'show', '--leases-from', 'exec:ironic/ironic-a', ...reader]);
    expect(forbidden.code).toBe(1);
    expect(forbidden.stderr).toMatch(
      /403.*pods "ironic-a" is forbidden: User "reader" cannot \w+ resource "pods\/exec" in API group "" in the namespace "ironic"/,
    );
    const missing = await run('show', '--leases-from', 'exec:ironic/gone');
    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining('no pod ironic/gone') as string });
    const empty = await run('show', '--leases-from', 'exec:ironic/ironic-a');
    expect(empty).toMatchObject({ code: 3, stderr: expect.stringContaining('has none of the files') as string });
  });
});

describe('a command in a pod', () => {
  const exec = (pod: string, container?: string): Promise<unknown> =>
    target.exec({ namespace: 'default', pod, command: ['true'], ...(container === undefined ? {} : { container }) });

  test("is refused in the API server's words", async () => {
    await expect(exec('gone')).rejects.toMatchObject({ status: 404, words: 'pods "gone" not found' });
    await makePod(pair.target, 'default', 'there', 'dnsmasq');
    await expect(exec('there', 'other')).rejects.toMatchObject({
      status: 400,
      words: expect.stringContaining('container other is not valid for pod there') as string,
    });
    // There is no such node.
    await expect(exec('there', 'dnsmasq')).rejects.toThrow(/node/);
  });
});
