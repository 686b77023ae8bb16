import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiServer, KubeObject } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryServer, type MemoryServer } from '../../../../move-core/src/server/memory/memory-server.ts';
import { fakeLibrary } from '../../testing/fake-library.ts';
import { type Ran, tsmove } from '../../testing/run.ts';

/** The time of the fake context, in seconds. */
const now = Date.parse('2026-11-21T10:05:00Z') / 1000;

const good = `${now + 3_600} 00:5c:52:31:3a:01 172.22.0.10 node-0 *\n0 00:5c:52:31:3a:02 172.22.0.11 * *\n`;
const six = `duid 00:01\n${now + 60} 7 fd00::10 * 00:0a\n`;
const over = `${now - 300} 00:5c:52:31:3a:03 172.22.0.12 * *\n`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-leases-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(text: string): string {
  const path = join(folder, 'dnsmasq.leases');
  writeFileSync(path, text);
  return `file:${path}`;
}

const kinds = [
  { group: '', kind: 'Pod', hasStatus: true },
  { group: 'metal3.io', kind: 'BareMetalHost', versions: [{ name: 'v1alpha1' }] },
  { group: 'metal3.io', kind: 'HardwareData', plural: 'hardwaredata', versions: [{ name: 'v1alpha1' }] },
];

interface Sides {
  readonly source: MemoryServer;
  readonly target: MemoryServer;
}

function sides(): Sides {
  return { source: createMemoryServer({ kinds }), target: createMemoryServer({ label: 'target', kinds }) };
}

async function run(line: readonly string[], servers: Readonly<Record<string, ApiServer>> = {}): Promise<Ran> {
  return tsmove(['leases', ...line], { library: fakeLibrary({ servers }).library });
}

function configMap(text: string, name = 'dnsmasq-leases-configmap'): KubeObject {
  const metadata = { namespace: 'metal3', name };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'dnsmasq.leases': text } };
}

function textIn(server: MemoryServer): unknown {
  const found = server.contents().filter(({ kind }) => kind === 'ConfigMap');
  return found.map(({ metadata, data }) => [metadata.name, metadata.annotations ?? {}, data]);
}

function pod(namespace: string, name = 'ironic'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { name: 'ironic' } },
    spec: { containers: [{ name: 'ironic-dnsmasq' }] },
    status: { phase: 'Running' },
  };
}

/** A server in whose containers every command prints this. */
function printing(server: MemoryServer, text: string): ApiServer {
  return { ...server, exec: () => Promise.resolve({ stdout: text, stderr: '', exitCode: 0 }) };
}

describe('tsmove leases show', () => {
  it('prints a table', async () => {
    const { code, stdout, stderr } = await run(['show', '--leases-from', fileOf(good + over + six)]);
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'FAMILY   ADDRESS       CLIENT              HOSTNAME   EXPIRES',
        'IPv4     172.22.0.10   00:5c:52:31:3a:01   node-0     in 60m',
        'IPv4     172.22.0.11   00:5c:52:31:3a:02   -          never',
        'IPv4     172.22.0.12   00:5c:52:31:3a:03   -          5m ago',
        'IPv6     fd00::10      00:0a               -          in 60s',
        '',
      ].join('\n'),
    );
    expect(stderr).toMatch(/^Leases of .*dnsmasq\.leases\n$/);
    expect((await run(['show', '--leases-from', fileOf('')])).stdout).toBe('No leases.\n');
  });

  it('prints a document, and names what is no lease', async () => {
    const { code, stdout, stderr } = await run(['show', '-o', 'json', '--leases-from', fileOf(`${six}hello\n`)]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      duid: '00:01',
      leases: [{ family: 6, expiry: now + 60, ip: 'fd00::10', clientId: '00:0a', iaid: 7 }],
      problems: [{ code: 'unreadable', line: 3 }],
    });
    expect(stderr).toContain('line 3: it begins with neither');
    expect((await run(['show', '-o', 'yaml', '--leases-from', fileOf(six)])).stdout).toContain("duid: '00:01'\n");
  });

  it('reads a ConfigMap, and says if there is none', async () => {
    const { source } = sides();
    source.put(configMap(good));
    const found = await run(['show', '--leases-from', 'configmap:metal3/dnsmasq-leases-configmap'], { source });
    expect(found.stdout).toContain('172.22.0.11');
    const missing = await run(['show', '--leases-from', 'configmap:metal3/other:text'], { source });
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain('source has no ConfigMap metal3/other with the key text');
  });

  it('reads the only dnsmasq there is, if nothing is named', async () => {
    const { source } = sides();
    source.put(pod('baremetal-operator-system'));
    const one = await run(['show'], { source: printing(source, good) });
    expect(one.code).toBe(0);
    expect(one.stderr).toContain('Leases of pod baremetal-operator-system/ironic, container ironic-dnsmasq, ');
    source.put(pod('metal3'));
    const two = await run(['show'], { source: printing(source, good) });
    expect(two.code).toBe(3);
    expect(two.stderr).toContain('source has pods with the label name=ironic in baremetal-operator-system and metal3');
    expect((await run(['show', '--leases-from', 'exec:metal3'], { source: printing(source, good) })).code).toBe(0);
    const none = await run(['show'], { source: sides().source });
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('--leases-from exec:NAMESPACE, configmap:NAMESPACE/NAME or file:PATH');
  });

  it('says if a file cannot be read', async () => {
    const { code, stderr } = await run(['show', '--leases-from', 'file:/no/such/file']);
    expect(code).toBe(2);
    expect(stderr).toContain('--leases-from file:/no/such/file: the file cannot be read');
  });

  it.each(['nonsense', 'exec:', 'exec:a/b/c', 'configmap:name', 'file:', 'configmap:a/b:c/d', 'exec:UPPER'])(
    'does not know the place %s',
    async (place) => {
      const { code, stderr } = await run(['show', '--leases-from', place]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: --leases-from: "/);
    },
  );
});

describe('tsmove leases check', () => {
  it('compares leases with hosts, and ends with 0 if there is no error', async () => {
    const { source } = sides();
    const host = (name: string, mac: string): KubeObject => ({
      apiVersion: 'metal3.io/v1alpha1',
      kind: 'BareMetalHost',
      metadata: { namespace: 'fleet', name },
      spec: { bootMACAddress: mac },
    });
    source.put(host('node-0', '00:5c:52:31:3a:01'));
    source.put(host('node-9', '00:5c:52:31:3a:09'));
    const { code, stdout } = await run(['check', '--leases-from', fileOf(good + over)], { source });
    expect(code).toBe(0);
    expect(stdout).toContain(
      'info      host-without-lease   BareMetalHost fleet/node-9 has no lease for any of its 1 interfaces\n',
    );
    expect(stdout).toContain('172.22.0.11 is leased to 00:5c:52:31:3a:02, which belongs to no BareMetalHost\n');
    expect(stdout).toMatch(/\n3 leases, 1 of them expired, in .*: 0 errors, 2 worth a look\.\n$/);
  });

  it('ends with 3 if there is an error', async () => {
    const { source } = sides();
    const line = [
      'check',
      '--leases-from',
      fileOf(`${good}hello\n`),
      '--dhcp-range',
      '172.22.0.10,172.22.0.10;fd00::/64',
    ];
    const table = await run(line, { source });
    expect(table.code).toBe(3);
    expect(table.stdout).toContain('172.22.0.11 is in none of the DHCP ranges');
    expect(table.stdout).toContain(': 2 errors, 1 worth a look.');
    const document = await run([...line, '-o', 'json'], { source });
    expect(document.code).toBe(3);
    expect(JSON.parse(document.stdout)).toMatchObject({ formatVersion: 1, leases: 2, expired: 0 });
  });

  it('goes on if hosts are hidden, and says so', async () => {
    const source = createMemoryServer({ kinds, denies: ({ group }) => group === 'metal3.io' });
    source.put(configMap(good));
    const line = ['check', '--leases-from', 'configmap:metal3/dnsmasq-leases-configmap'];
    const { code, stdout, stderr } = await run(line, { source });
    expect(code).toBe(0);
    expect(stderr).toContain('leases are not compared with hosts: source answered 403');
    expect(stdout).toMatch(/^2 leases, in ConfigMap metal3/);
  });

  it('knows what a range is', async () => {
    const { code, stderr } = await run(['check', '--leases-from', fileOf(good), '--dhcp-range', '10.0.0.0/8 x']);
    expect(code).toBe(2);
    expect(stderr).toContain('--dhcp-range: "x" is not a range');
  });

  it('takes ranges with commas from the environment, too', async () => {
    const { code, stdout } = await tsmove('leases check', {
      env: {
        TSMOVE_LEASES_FROM: fileOf(good + six),
        TSMOVE_DHCP_RANGE: '172.22.0.10,172.22.0.10,255.255.255.0,1h fd00::/64',
      },
      library: fakeLibrary({ servers: { source: sides().source } }).library,
    });
    expect(code).toBe(3);
    expect(stdout.match(/outside-ranges .*/g)).toEqual([
      'outside-ranges       172.22.0.11 is in none of the DHCP ranges',
    ]);
  });
});

describe('tsmove leases copy', () => {
  const to = ['--to-kubeconfig', 't.yaml'];

  it('makes the ConfigMap, leaves nothing else behind, and says what was dropped', async () => {
    const { target } = sides();
    const { code, stdout, stderr } = await run(['copy', ...to, '--leases-from', fileOf(good + over)], { target });
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) as string });
    expect(stdout.replace(folder, '')).toBe(
      [
        '2 leases copied from /dnsmasq.leases; of the others, 1 expired.',
        'ConfigMap metal3/dnsmasq-leases-configmap, dnsmasq.leases, has 2 leases now.',
        '- 172.22.0.12 has expired and is dropped',
        '',
      ].join('\n'),
    );
    expect(textIn(target)).toEqual([['dnsmasq-leases-configmap', {}, { 'dnsmasq.leases': good }]]);
  });

  it('merges with what is there, in a place of the user', async () => {
    const { target } = sides();
    const there = `0 00:5c:52:31:3a:08 172.22.0.18 * *\n`;
    target.put({ ...configMap('', 'mine'), data: { other: 'kept', text: there } });
    const line = ['copy', ...to, '--leases-from', fileOf(good), '--leases-to', 'metal3/mine:text', '--extend-to', '2h'];
    const { code, stdout } = await run([...line, '-o', 'json'], { target });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: false,
      to: { namespace: 'metal3', name: 'mine', key: 'text' },
      changed: true,
      counts: { read: 2, copied: 2, total: 3 },
    });
    const extended = good.replace(String(now + 3_600), String(now + 7_200));
    expect(textIn(target)).toEqual([['mine', {}, { other: 'kept', text: there + extended }]]);
  });

  it('refuses what is not in order, or contradicts the target, with nothing written', async () => {
    const { target } = sides();
    const there = `0 00:5c:52:31:3a:08 172.22.0.10 * *\n`;
    target.put(configMap(there));
    const writes = target.writes.length;
    const broken = await run(['copy', ...to, '--leases-from', fileOf(`${good}hello\n`)], { target });
    expect(broken.code).toBe(3);
    expect(broken.stderr).toMatch(/dnsmasq\.leases: line 3: it begins with neither .*\n.*--skip-invalid/);
    const contradicting = await run(['copy', ...to, '--leases-from', fileOf(good)], { target });
    expect(contradicting.code).toBe(3);
    expect(contradicting.stderr).toContain('172.22.0.10 is leased to another client in the target');
    expect(contradicting.stderr).toContain('--prefer source');
    expect(target.writes).toHaveLength(writes);
    expect(textIn(target)).toEqual([['dnsmasq-leases-configmap', {}, { 'dnsmasq.leases': there }]]);

    const line = ['copy', ...to, '--leases-from', fileOf(`${good}hello\n`), '--skip-invalid', '--prefer', 'source'];
    expect((await run(line, { target })).code).toBe(0);
    expect(textIn(target)).toEqual([['dnsmasq-leases-configmap', {}, { 'dnsmasq.leases': good }]]);
  });

  it('only looks in a dry run', async () => {
    const { target } = sides();
    target.put(configMap(six));
    const writes = target.writes.length;
    const { code, stdout } = await run(['copy', ...to, '--dry-run', '--leases-from', fileOf(good)], { target });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2 leases would be copied from .*\n.*, would have 3 leases\.\n$/);
    expect(target.writes).toHaveLength(writes);
  });

  it('needs a target', async () => {
    const { code, stderr } = await run(['copy', '--leases-from', fileOf(good)]);
    expect(code).toBe(2);
    expect(stderr).toContain('the copy has no target');
  });

  it('has copied even if what was kept cannot be removed, and says so', async () => {
    const { target } = sides();
    target.put(configMap(six));
    const stuck: ApiServer = { ...target, delete: () => Promise.reject(new Error('no')) };
    const { code, stdout, stderr } = await run(['copy', ...to, '--leases-from', fileOf(good)], { target: stuck });
    expect(code).toBe(0);
    expect(stdout).toContain('has 3 leases now');
    expect(stderr).toMatch(
      /the leases are copied, but the ConfigMap of namespace metal3 that ends in copy-\w+ is left/,
    );
  });
});
