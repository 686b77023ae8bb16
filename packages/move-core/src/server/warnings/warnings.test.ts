import { describe, expect, it } from 'vitest';
import { startScriptedServer } from '../../../../../test/support/scripted-server/scripted-server.ts';
import { createApiServer } from '../api-server.ts';
import type { ApiWarning } from '../types.ts';
import { isHiddenWarning } from './filter.ts';
import { parseWarningHeader } from './header.ts';

const finalizer =
  'metadata.finalizers: "cluster.cluster.x-k8s.io": prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers';
const deprecated = 'cluster.x-k8s.io/v1beta1 Machine is deprecated; use cluster.x-k8s.io/v1beta2 Machine';

describe('the Warning header', () => {
  it('gives the texts of code 299, unescaped', () => {
    expect(parseWarningHeader('299 - "one"')).toEqual(['one']);
    expect(
      parseWarningHeader(
        '299 - "say \\"hi\\", \\\\o/", 299 kube "two" "Sat, 21 Nov 2026 10:00:00 GMT",110 cache "stale"',
      ),
    ).toEqual(['say "hi", \\o/', 'two']);
    expect(parseWarningHeader('nonsense')).toEqual([]);
    expect(parseWarningHeader('299 - ""')).toEqual([]);
  });
});

describe('--hide-api-warnings', () => {
  it.each([
    [finalizer, true],
    [
      'metadata.finalizers: "machine.cluster.x-k8s.io": prefer a domain-qualified finalizer name to avoid accidental conflicts',
      true,
    ],
    [
      'metadata.finalizers: "example.com": prefer a domain-qualified finalizer name to avoid accidental conflicts',
      false,
    ],
    [deprecated, true],
    ['metadata.name: this is used in DNS', false],
    ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice', true],
    ['infrastructure.cluster.x-k8s.io/v1beta2 DockerCluster is deprecated', true],
    ['spec.x: is deprecated', false],
  ])('default hides %j: %j', (text, hidden) => {
    expect(isHiddenWarning('default', text)).toBe(hidden);
    expect(isHiddenWarning('all', text)).toBe(true);
    expect(isHiddenWarning('none', text)).toBe(false);
  });
});

describe('API warnings', () => {
  it('come once each, from errors too, under the label of the server', async () => {
    const headers = {
      warning: [`299 - "${deprecated.replaceAll('"', '\\"')}"`, '299 - "mind the gäp", 299 - "and the step"'],
    };
    await using scripted = await startScriptedServer((call) => ({
      status: call.number === 2 ? 404 : 200,
      headers: { ...headers },
      json: {},
    }));
    const warnings: ApiWarning[] = [];
    const open = (hideApiWarnings?: 'default' | 'none') =>
      createApiServer({
        label: 'target',
        endpoint: { url: scripted.url, ca: scripted.ca },
        onWarning: (warning) => warnings.push(warning),
        ...(hideApiWarnings === undefined ? {} : { hideApiWarnings }),
      });
    await using server = open();
    for (let count = 0; count < 3; count += 1)
      await server.request({ method: 'GET', path: '/x' }).catch(() => undefined);
    expect(warnings).toEqual([
      { server: 'target', text: 'mind the gäp' },
      { server: 'target', text: 'and the step' },
    ]);

    warnings.length = 0;
    await using all = open('none');
    await all.request({ method: 'GET', path: '/x' });
    expect(warnings.map((warning) => warning.text)).toEqual([deprecated, 'mind the gäp', 'and the step']);
  });
});
