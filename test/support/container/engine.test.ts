import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { engineThatAnswers } from './engine-address.ts';
import { useEngine } from './engine.ts';
import { removeLeftovers, runLabel, thisRun } from './reaper.ts';

let folder: string;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server?.close();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** An engine that has these, and writes down what is removed. */
async function pretendEngine(has: Readonly<Record<string, unknown>>): Promise<{ address: string; removed: string[] }> {
  const removed: string[] = [];
  server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*/u, '');
    if (request.method === 'DELETE') removed.push(path);
    const body = has[path];
    if (path === '/_ping') response.end('OK');
    else if (request.method === 'DELETE') response.writeHead(204).end();
    else response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body ?? {}));
  });
  const socket = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => server?.listen(socket, resolve));
  return { address: `unix://${socket}`, removed };
}

test('an engine that is named and answers is taken', async () => {
  const { address } = await pretendEngine({});
  vi.stubEnv('DOCKER_HOST', address);
  expect(await engineThatAnswers()).toEqual({ address });
});

test('where none answers and none may be started, a sentence says what to do', async () => {
  vi.stubEnv('DOCKER_HOST', `unix://${folder}/nobody.sock`);
  vi.stubEnv('TSMOVE_TEST_ENGINE', 'none');
  await expect(useEngine()).rejects.toThrow(
    /^no container engine answers \(unix:\S+: .*ENOENT.*\), and none is started here: TSMOVE_TEST_ENGINE=own allows it.* Start Docker, name an engine in DOCKER_HOST, or choose another driver with TSMOVE_TEST_DRIVER=envtest\.$/u,
  );
});

test('an engine that is reached by ssh is not mistaken for one that is away', async () => {
  vi.stubEnv('DOCKER_HOST', 'ssh://somewhere');
  expect(await engineThatAnswers()).toMatchObject({
    why: expect.stringContaining('by unix:// and tcp:// only') as string,
  });
});

test('what dead test runs have left is removed, and nobody else’s', async () => {
  const [host = '', pid = ''] = thisRun.split(' ');
  const dead = `${host} 4194303 1`;
  const labelled = (Id: string, whose: string): unknown => ({ Id, Labels: { [runLabel]: whose } });
  const { address, removed } = await pretendEngine({
    '/containers/json': [
      labelled('dead', dead),
      labelled('ours', `${host} ${pid} 2`),
      labelled('far', 'elsewhere 4194303 1'),
    ],
    '/networks': [labelled('dead-network', dead), labelled('our-network', thisRun)],
  });
  await removeLeftovers(address);
  expect(removed).toEqual(['/containers/dead', '/networks/dead-network']);
});
