import { expect, it } from 'vitest';
import { openMetricsEndpoint } from './metrics-endpoint.ts';

it('the endpoint says the text of the moment, and nothing else', async () => {
  let text = 'one 1\n';
  const endpoint = await openMetricsEndpoint({ host: '127.0.0.1', port: 0 }, () => text);
  const url = `http://127.0.0.1:${endpoint.port.toString()}`;
  try {
    const first = await fetch(`${url}/metrics`);
    expect(first.headers.get('content-type')).toContain('version=0.0.4');
    expect(await first.text()).toBe('one 1\n');
    text = 'one 2\n';
    expect(await (await fetch(`${url}/metrics?x=1`)).text()).toBe('one 2\n');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST', body: 'x' })).status).toBe(405);
    await expect(openMetricsEndpoint({ host: '127.0.0.1', port: endpoint.port }, () => '')).rejects.toThrow(
      'EADDRINUSE',
    );
  } finally {
    await endpoint.close();
  }
  await expect(fetch(`${url}/metrics`)).rejects.toThrow();
});
