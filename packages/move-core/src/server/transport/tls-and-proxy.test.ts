import { describe, expect, it, vi } from 'vitest';
import { createAuthority } from '../../../../../test/support/certificates/authority.ts';
import { startConnectProxy } from '../../../../../test/support/scripted-server/connect-proxy.ts';
import { startScriptedServer } from '../../../../../test/support/scripted-server/scripted-server.ts';
import { TransportError } from '../../errors.ts';
import { type ApiServerOptions, createApiServer } from '../api-server.ts';
import type { Endpoint } from './endpoint.ts';

vi.setConfig({ testTimeout: 60_000 });

const ok = () => ({ json: { ok: true } });

async function ask(endpoint: Endpoint, more: Partial<ApiServerOptions> = {}): Promise<unknown> {
  await using server = createApiServer({ label: 'source', endpoint, ...more });
  return await server.request({ method: 'GET', path: '/version' });
}

/** The error of a request that is refused for good: it is not tried again. */
async function refusal(endpoint: Endpoint): Promise<TransportError> {
  const onRetry = vi.fn();
  const error: unknown = await ask(endpoint, { onRetry }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TransportError);
  expect(onRetry).not.toHaveBeenCalled();
  return error as TransportError;
}

describe('TLS', () => {
  it('trusts the certificate authority of the kubeconfig', async () => {
    await using scripted = await startScriptedServer(ok);
    expect(await ask({ url: scripted.url, ca: scripted.ca })).toEqual({ ok: true });
  });

  it('refuses a server of another authority at once, and says so', async () => {
    await using scripted = await startScriptedServer(ok);
    const error = await refusal({ url: scripted.url, ca: createAuthority('other').certificate });
    expect(error.message).toContain(
      `source (${scripted.url}) gave no answer to GET /version: the TLS handshake failed`,
    );
    expect(error.message).toContain('signed by an authority that is not trusted');
    expect(error.hint).toContain('certificate-authority');
    expect(error.outcomeUnknown).toBe(false);
    expect(scripted.calls).toHaveLength(0);
  });

  it('refuses a server whose certificate is for another host, and takes the name of tls-server-name', async () => {
    await using scripted = await startScriptedServer(ok, { hosts: ['api.example.test'] });
    const error = await refusal({ url: scripted.url, ca: scripted.ca });
    expect(error.message).toContain('its certificate is for another host name');
    expect(error.hint).toContain('tls-server-name');
    expect(await ask({ url: scripted.url, ca: scripted.ca, tlsServerName: 'api.example.test' })).toEqual({ ok: true });
  });

  it('verifies although NODE_TLS_REJECT_UNAUTHORIZED is off, unless the kubeconfig says insecure-skip-tls-verify', async () => {
    await using scripted = await startScriptedServer(ok);
    const { env } = await import('node:process');
    env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await refusal({ url: scripted.url });
    } finally {
      delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
    expect(await ask({ url: scripted.url, insecureSkipTlsVerify: true })).toEqual({ ok: true });
  });

  it('says so when the server does not speak TLS', async () => {
    await using scripted = await startScriptedServer(ok, { plain: true });
    const error = await refusal({ url: scripted.url.replace('http:', 'https:') });
    expect(error.message).toContain('it does not speak TLS');
  });

  it('says so when the host name does not resolve', async () => {
    const error = await refusal({ url: 'https://nowhere.invalid' });
    expect(error.message).toBe(
      'source (https://nowhere.invalid) gave no answer to GET /version: the host name does not resolve',
    );
  });
});

describe('a proxy', () => {
  it('is tunnelled through to an https server, whose certificate is still verified', async () => {
    await using scripted = await startScriptedServer(ok);
    await using proxy = await startConnectProxy();
    expect(await ask({ url: scripted.url, ca: scripted.ca, proxyUrl: proxy.url })).toEqual({ ok: true });
    expect(proxy.tunnels).toEqual([`127.0.0.1:${scripted.port.toString()}`]);
    const error = await refusal({ url: scripted.url, ca: createAuthority('other').certificate, proxyUrl: proxy.url });
    expect(error.message).toContain('not trusted');
  });

  it('does not change how the name in the certificate is checked', async () => {
    await using scripted = await startScriptedServer(ok, { hosts: ['api.example.test'] });
    await using proxy = await startConnectProxy();
    const endpoint = { url: scripted.url, ca: scripted.ca, proxyUrl: proxy.url };
    expect((await refusal(endpoint)).message).toContain('its certificate is for another host name');
    expect(await ask({ ...endpoint, tlsServerName: 'api.example.test' })).toEqual({ ok: true });
  });

  it('keeps its tunnels open between requests', async () => {
    await using scripted = await startScriptedServer(ok);
    await using proxy = await startConnectProxy();
    await using server = createApiServer({
      label: 'source',
      endpoint: { url: scripted.url, ca: scripted.ca, proxyUrl: proxy.url },
      concurrency: 4,
    });
    await Promise.all(Array.from({ length: 200 }, () => server.request({ method: 'GET', path: '/version' })));
    expect(proxy.tunnels.length).toBeLessThanOrEqual(4);
  });

  it('gets the user name and password of its URL, which no message shows', async () => {
    await using scripted = await startScriptedServer(ok);
    await using proxy = await startConnectProxy({
      authorization: `Basic ${Buffer.from('ada:topsecret').toString('base64')}`,
    });
    const endpoint = { url: scripted.url, ca: scripted.ca };
    expect(await ask({ ...endpoint, proxyUrl: proxy.url.replace('//', '//ada:topsecret@') })).toEqual({ ok: true });

    const error = await refusal({ ...endpoint, proxyUrl: proxy.url.replace('//', '//ada:wrongsecret@') });
    expect(error.message).toContain('the proxy refused the connection with 407');
    expect(error.hint).toContain('user name and password');
    expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain('wrongsecret');
  });

  it('is asked again when it cannot reach the server for a moment', async () => {
    await using proxy = await startConnectProxy({ refuseWith: 503 });
    const error: unknown = await ask({ url: 'https://192.0.2.1', proxyUrl: proxy.url }, { retryBudgetMs: 300 }).catch(
      (reason: unknown) => reason,
    );
    expect(String(error)).toContain('the proxy refused the connection with 503, through the proxy');
    expect(proxy.tunnels.length).toBeGreaterThan(1);
  });

  it('that is not there is named as the one who refused', async () => {
    const error: unknown = await ask(
      { url: 'https://192.0.2.1', proxyUrl: 'http://127.0.0.1:1' },
      { retryBudgetMs: 0 },
    ).catch((reason: unknown) => reason);
    expect(String(error)).toContain('connection refused, through the proxy http://127.0.0.1:1');
  });
});
