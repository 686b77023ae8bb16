import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Binary } from './binaries.ts';
import { cachedPath } from './cache.ts';
import { pinned, type Program } from './pinned.ts';
import { run } from './run.ts';

/** A release server that serves these files, and counts what is asked for. */
let server: Server;
let files: Map<string, Buffer>;
let asked: string[];
let folder: string;
/** A fresh copy each time: it remembers what it found for as long as the process lives. */
let find: (program: Program) => Promise<Binary>;

const arch = process.arch === 'x64' ? 'amd64' : process.arch;
const apiserver = Buffer.from('#!/bin/sh\necho a kube-apiserver\n');
const apiserverPath = `/${pinned['kube-apiserver'].version}/bin/${process.platform}/${arch}/kube-apiserver`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binaries-'));
  files = new Map();
  asked = [];
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const body = files.get(path);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv('TSMOVE_TEST_CACHE', join(folder, 'cache'));
  vi.stubEnv('TSMOVE_TEST_KUBERNETES_URL', url);
  vi.stubEnv('TSMOVE_TEST_ETCD_URL', url);
  vi.stubEnv('TSMOVE_TEST_DOWNLOAD', '');
  vi.stubEnv('KUBEBUILDER_ASSETS', '');
  // No Go: these tests must not start a build that takes minutes.
  vi.stubEnv('PATH', await pathWithoutGo());
  vi.resetModules();
  ({ binary: find } = await import('./binaries.ts'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

test('a program in KUBEBUILDER_ASSETS comes first, and nothing is fetched', async () => {
  await install(join(folder, 'assets', 'kube-apiserver'));
  vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'assets'));
  expect(await find('kube-apiserver')).toMatchObject({
    source: 'KUBEBUILDER_ASSETS',
    path: join(folder, 'assets', 'kube-apiserver'),
  });
  expect(asked).toEqual([]);
});

test('one that KUBEBUILDER_ASSETS lacks falls through to the cache, and the line says so', async () => {
  await install(cachedPath('kube-controller-manager'));
  vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'assets'));
  const found = await find('kube-controller-manager');
  expect(found.source).toBe('cache');
  expect(found.said).toBe(
    `kube-controller-manager: cached in ${cachedPath('kube-controller-manager')} (not in KUBEBUILDER_ASSETS ${join(folder, 'assets')})`,
  );
});

test('a download whose checksum is right is cached, executable, and served from the cache the next time', async () => {
  publishApiserver(sha256(apiserver));
  const found = await find('kube-apiserver');
  expect(found).toMatchObject({ source: 'download', path: cachedPath('kube-apiserver') });
  expect(found.said).toContain('kube-apiserver: downloaded from http://127.0.0.1');
  expect(await run(found.path, [])).toBe('a kube-apiserver\n');

  vi.resetModules();
  const again = await (await import('./binaries.ts')).binary('kube-apiserver');
  expect(again.source).toBe('cache');
  expect(asked).toHaveLength(2);
});

test('a download whose checksum is wrong is refused and leaves nothing behind', async () => {
  publishApiserver(sha256(Buffer.from('something else')));
  await expect(find('kube-apiserver')).rejects.toThrow(/sha256 is [0-9a-f]{64}, published is [0-9a-f]{64}; not used/);
  expect(await readdir(dirname(cachedPath('kube-apiserver')))).toEqual([]);
});

test('a download without a published checksum is refused', async () => {
  files.set(apiserverPath, apiserver);
  await expect(find('kube-apiserver')).rejects.toThrow('kube-apiserver.sha256: 404');
});

test.skipIf(process.platform !== 'linux')(
  'etcd is taken out of its archive, whose checksum is one of many',
  async () => {
    const { version } = pinned.etcd;
    const name = `etcd-${version}-linux-${arch}`;
    await install(join(folder, name, 'etcd'), '#!/bin/sh\necho an etcd\n');
    await run('tar', ['-czf', join(folder, 'archive'), '-C', folder, name]);
    const archive = await readFile(join(folder, 'archive'));
    files.set(`/${version}/${name}.tar.gz`, archive);
    files.set(
      `/${version}/SHA256SUMS`,
      Buffer.from(`${'0'.repeat(64)}  etcd-other.tar.gz\n${sha256(archive)}  ${name}.tar.gz\n`),
    );

    const found = await find('etcd');
    expect(found.source).toBe('download');
    expect(await run(found.path, [])).toBe('an etcd\n');
  },
);

test('two that want the same program at once fetch it once', async () => {
  publishApiserver(sha256(apiserver));
  vi.resetModules();
  const other = (await import('./binaries.ts')).binary;
  const found = await Promise.all([find('kube-apiserver'), other('kube-apiserver')]);
  expect(found.map(({ source }) => source).toSorted()).toEqual(['cache', 'download']);
  expect(asked).toHaveLength(2);
});

test('when nothing serves, the error says what was tried and what to install', async () => {
  vi.stubEnv('KUBEBUILDER_ASSETS', join(folder, 'assets'));
  const error = await find('etcd').catch((reason: unknown) => reason);
  expect(String(error)).toContain('etcd: no source serves it.');
  expect(String(error)).toContain('not in KUBEBUILDER_ASSETS');
  expect(String(error)).toContain('SHA256SUMS: 404');
  expect(String(error)).toContain('install Go');
});

test('downloads can be switched off', async () => {
  vi.stubEnv('TSMOVE_TEST_DOWNLOAD', 'off');
  await expect(find('kube-apiserver')).rejects.toThrow('TSMOVE_TEST_DOWNLOAD=off');
  expect(asked).toEqual([]);
});

test('what nobody publishes is not asked for anywhere, and the error says that Go is the only way', async () => {
  const error = await find('capd-manager').catch((reason: unknown) => reason);
  expect(String(error)).toContain('capd-manager: no source serves it.');
  expect(String(error)).toContain('no go: there is no `go` on the PATH');
  expect(String(error)).toContain('as it can only be built, install Go 1.26');
  expect(asked).toEqual([]);
});

function publishApiserver(sum: string): void {
  files.set(apiserverPath, apiserver);
  files.set(`${apiserverPath}.sha256`, Buffer.from(sum));
}

async function install(path: string, script = '#!/bin/sh\n'): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, script);
  await chmod(path, 0o755);
}

/** A folder with links to the programs a download needs, and no other. */
async function pathWithoutGo(): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const program of ['tar', 'gzip', 'sh']) {
    const where = (await run('/bin/sh', ['-c', `command -v ${program}`])).trim();
    await run('/bin/sh', ['-c', `ln -s "${where}" "${join(bin, program)}"`], { env: { PATH: '/usr/bin:/bin' } });
  }
  return bin;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
