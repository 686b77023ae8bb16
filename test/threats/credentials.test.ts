import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { gzipSync } from 'node:zlib';
import { type ApiServer, connect, KubeconfigError, TransportError } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Authority, createAuthority } from '../support/certificates/authority.ts';
import {
  type Call,
  type Reply,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server/scripted-server.ts';

let authority: Authority;
let elsewhere: ScriptedServer;
let server: ScriptedServer;
let reply: (call: Call) => Reply;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-credentials-'));
  authority = createAuthority('credentials');
  elsewhere = await startScriptedServer(() => ({ json: {} }), { authority });
  server = await startScriptedServer((call) => reply(call), { authority });
});
afterAll(async () => {
  await Promise.all([elsewhere.stop(), server.stop()]);
  rmSync(folder, { recursive: true });
});

async function connected(user: object = { token: 'T0KEN' }, more: object = {}): Promise<ApiServer> {
  const kubeconfig = join(folder, 'config');
  const ca = Buffer.from(authority.certificate).toString('base64');
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'a' },
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: server.url, 'certificate-authority-data': ca } }],
    users: [{ name: 'u', user }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  return connect({ kubeconfig, label: 'source', retryBudgetMs: 0, ...more });
}

describe('a server that sends the caller elsewhere', () => {
  test.each([301, 302, 303, 307, 308])(
    'with %i gets no further: the token is never shown to another',
    async (status) => {
      reply = () => ({ status, headers: { location: `${elsewhere.url}/api/v1/secrets` } });
      await using source = await connected();
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const asked = source.request({ method, path: '/api/v1/secrets', ...(method === 'POST' ? { body: {} } : {}) });
        await expect(asked).rejects.toThrow(status.toString());
      }
      expect(elsewhere.calls).toEqual([]);
      expect(server.calls.at(-1)?.headers.authorization).toBe('Bearer T0KEN');
    },
  );
});

describe('a server that wants to fill memory', () => {
  test('with a small answer that unpacks to a large one is left', async () => {
    const bomb = gzipSync(Buffer.alloc(560 * 1024 * 1024, ' '), { level: 1 });
    reply = () => ({ headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' }, text: bomb });
    await using source = await connected();
    const error: unknown = await source.request({ method: 'GET', path: '/' }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(TransportError);
    expect((error as Error).message).toContain('the answer has more than');
  }, 60_000);

  test('with an answer that is nested without end is left', async () => {
    reply = () => ({ headers: { 'content-type': 'application/json' }, text: '['.repeat(2_000_000) });
    await using source = await connected();
    await expect(source.request({ method: 'GET', path: '/' })).rejects.toThrow('nested deeper than 1000 levels');
  });
});

describe('an exec plugin', () => {
  const plugin = (script: string): object => {
    writeFileSync(join(folder, 'plugin.sh'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'plugin.sh'), 0o755);
    return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh' } };
  };

  test('that prints without end is stopped', async () => {
    const error: unknown = await connected(plugin('while :; do echo T0KENT0KENT0KENT0KENT0KEN; done'), { env }).then(
      () => undefined,
      (one: unknown) => one,
    );
    expect(error).toBeInstanceOf(KubeconfigError);
    expect((error as Error).message).toContain('printed more than 1048576 bytes');
    expect((error as Error).message).not.toContain('T0KEN');
  });
});
