import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { createInspection } from './inspect.ts';

const inspect = createInspection({ from: 'fleet', to: 'prod' }, [
  {
    name: 'test',
    namespaces: [
      { kinds: [{ kind: 'Hook' }], unclear: ['/spec/service/namespace'] },
      { kinds: [{ kind: 'Chart' }], keeps: ['/spec/namespace'] },
      { kinds: [{ kind: 'Box' }], json: [{ at: '/metadata/annotations/state', holds: '/status' }] },
    ],
  },
]);

function object(kind: string, more: JsonObject, metadata: JsonObject = {}): KubeObject {
  const apiVersion = kind === 'Secret' || kind === 'ConfigMap' ? 'v1' : 'test.dev/v1';
  return { apiVersion, kind, metadata: { name: 'b', namespace: 'fleet', ...metadata }, ...more };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a mention that is not known to be a namespace or something else', () => {
  it.each([
    ['the word alone', object('Box', { spec: { place: 'fleet' } }), 'spec.place'],
    ['in front of a name', object('Box', { spec: { places: ['a', 'fleet/x'] } }), 'spec.places[1]'],
    ['as a key', object('Box', { spec: { quotas: { fleet: 3 } } }), 'spec.quotas.fleet'],
    ['as the beginning of a key', object('Box', {}, { labels: { 'fleet/x': '' } }), 'metadata.labels["fleet/x"]'],
    ['in a label of somebody', object('Box', {}, { labels: { team: 'fleet' } }), 'metadata.labels.team'],
    [
      'in a selector of namespaces',
      object('Box', { spec: { selector: { matchLabels: { 'kubernetes.io/metadata.name': 'fleet' } } } }),
      'spec.selector.matchLabels["kubernetes.io/metadata.name"]',
    ],
    ['a namespace without a name beside it', object('Box', { spec: { namespace: 'fleet' } }), 'spec.namespace'],
    [
      'where a provider says that it is not clear',
      object('Hook', { spec: { service: { name: 's', namespace: 'fleet' } } }),
      'spec.service.namespace',
    ],
    [
      'of a release of Helm',
      object('Box', {}, { annotations: { 'meta.helm.sh/release-namespace': 'fleet' } }),
      'metadata.annotations["meta.helm.sh/release-namespace"]',
    ],
    [
      'of what Flux applies',
      object('Box', {}, { labels: { 'kustomize.toolkit.fluxcd.io/namespace': 'fleet' } }),
      'metadata.labels["kustomize.toolkit.fluxcd.io/namespace"]',
    ],
    [
      'inside JSON',
      object('Box', {}, { annotations: { state: '{"place":"fleet"}' } }),
      'metadata.annotations.state.status.place',
    ],
  ])('%s', (_what, one, place) => {
    expect(inspect(one)).toMatchObject({ unproven: [place], clashing: [], inText: [] });
  });

  it.each([
    [
      'a Cluster that is called like its namespace',
      object('Box', { spec: { clusterName: 'fleet', infrastructureRef: { kind: 'X', name: 'fleet' } } }),
    ],
    ['the labels that say so', object('Box', {}, { labels: { 'cluster.x-k8s.io/cluster-name': 'fleet' } })],
    ['an owner', object('Box', {}, { name: 'fleet', ownerReferences: [{ kind: 'X', name: 'fleet', uid: 'u' }] })],
    ['a word that only begins with it', object('Box', { spec: { a: 'fleet-1', b: 'fleets', c: 'fleet.example.com' } })],
    ['words for people', object('Box', { status: { conditions: [{ message: 'Secret fleet/x is missing' }] } })],
    ['where a provider says so', object('Chart', { spec: { namespace: 'fleet' } })],
    ['our own marks', object('Box', {}, { annotations: { 'tsmove.dev/hold': '{"namespace":"fleet"}' } })],
    ['keys and certificates', object('Secret', { data: { fleet: base64('fleet/x namespace: fleet') } })],
  ])('is not: %s', (_what, one) => {
    expect(inspect(one)).toMatchObject({ unproven: [], clashing: [], inText: [] });
  });
});

describe('a mention inside a text', () => {
  it.each([
    'https://x.fleet.svc:6443',
    'system:serviceaccount:fleet:default',
    '/api/v1/namespaces/fleet/secrets',
    'kind: Secret\nmetadata:\n  namespace: fleet\n',
    '{"namespace":"fleet"}',
    'kubectl -n fleet get all',
    'kubectl --namespace=fleet get all',
    'metal3://fleet/host/machine',
    'app:apps/Deployment:fleet/x',
  ])('%s', (text) => {
    expect(inspect(object('ConfigMap', { data: { content: text } })).inText).toEqual(['data.content']);
  });

  it.each(['x.fleet-2.svc', 'namespace: fleets', 'the fleet moves', 'fleet.example.com/namespaces/fleet-1'])(
    'is not: %s',
    (text) => {
      expect(inspect(object('ConfigMap', { data: { content: text } })).inText).toEqual([]);
    },
  );

  it('is looked for in Secrets only where the management cluster must be meant', () => {
    const data = { server: base64('https://x.fleet.svc:6443'), context: base64('namespace: fleet') };
    expect(inspect(object('Secret', { data })).inText).toEqual(['data.server']);
  });

  it('is JSON that cannot be rewritten byte by byte', () => {
    const state = '{"a":{"namespace":"fle\\u0065t","name":"fleet"}}';
    expect(inspect(object('Box', {}, { annotations: { state } })).inText).toEqual(['metadata.annotations.state']);
  });
});

it('a reference to the new name in the source is a clash, for it would be another one in the target', () => {
  expect(inspect(object('Box', { spec: { ref: { name: 'x', namespace: 'prod' } } })).clashing).toEqual([
    'spec.ref.namespace',
  ]);
});
