import { describe, expect, it } from 'vitest';
import { ApiError } from '../../errors.ts';
import type { JsonValue } from '../../model/json.ts';
import type { ApiRequest } from '../types.ts';
import { discoverResources } from './discover.ts';

type Answers = Readonly<Record<string, JsonValue>>;

function serving(answers: Answers) {
  const asked: ApiRequest[] = [];
  return {
    asked,
    label: 'source',
    request(request: ApiRequest): Promise<JsonValue | undefined> {
      asked.push(request);
      const answer = answers[request.path];
      if (answer !== undefined) return Promise.resolve(answer);
      return Promise.reject(
        new ApiError(`source answered 503 ServiceUnavailable: ${request.path}`, {
          status: 503,
          reason: 'ServiceUnavailable',
        }),
      );
    },
  };
}

const machines = {
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  kind: 'Machine',
  plural: 'machines',
  namespaced: true,
  hasStatus: true,
  verbs: ['list', 'create'],
};
const nodes = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  namespaced: false,
  hasStatus: false,
  verbs: ['get'],
};

describe('the resources that a server serves', () => {
  it('come from aggregated discovery in two requests', async () => {
    const server = serving({
      '/api': {
        kind: 'APIGroupDiscoveryList',
        items: [
          {
            metadata: {},
            versions: [
              {
                version: 'v1',
                freshness: 'Current',
                resources: [{ resource: 'nodes', responseKind: { kind: 'Node' }, scope: 'Cluster', verbs: ['get'] }],
              },
            ],
          },
        ],
      },
      '/apis': {
        kind: 'APIGroupDiscoveryList',
        items: [
          {
            metadata: { name: 'cluster.x-k8s.io' },
            versions: [
              {
                version: 'v1beta2',
                resources: [
                  {
                    resource: 'machines',
                    responseKind: { group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine' },
                    scope: 'Namespaced',
                    verbs: ['list', 'create'],
                    subresources: [{ subresource: 'scale' }, { subresource: 'status', verbs: ['patch'] }],
                  },
                  { resource: 'onlysubresources', subresources: [{ subresource: 'status' }] },
                ],
              },
            ],
          },
          { metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale' }] },
        ],
      },
    });
    expect(await discoverResources(server)).toEqual({
      resources: [nodes, machines],
      unavailable: [
        { groupVersion: 'metrics.k8s.io/v1beta1', reason: 'the API server could not refresh its discovery' },
      ],
    });
    expect(server.asked).toHaveLength(2);
    expect(server.asked[0]?.accept).toMatch(
      /^application\/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,.*application\/json$/,
    );
  });

  it('come from each group in turn where the server knows nothing else; one that does not answer is reported', async () => {
    const server = serving({
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/apis': {
        kind: 'APIGroupList',
        groups: [
          {
            name: 'cluster.x-k8s.io',
            versions: [{ groupVersion: 'cluster.x-k8s.io/v1beta1' }, { groupVersion: 'cluster.x-k8s.io/v1beta2' }],
            preferredVersion: { groupVersion: 'cluster.x-k8s.io/v1beta2' },
          },
        ],
      },
      '/api/v1': { resources: [{ name: 'nodes', kind: 'Node', namespaced: false, verbs: ['get'] }] },
      '/apis/cluster.x-k8s.io/v1beta2': {
        resources: [
          { name: 'machines', kind: 'Machine', namespaced: true, verbs: ['list', 'create'] },
          { name: 'machines/status', kind: 'Machine', namespaced: true, verbs: ['patch'] },
        ],
      },
    });
    expect(await discoverResources(server)).toEqual({
      resources: [nodes, machines],
      unavailable: [
        {
          groupVersion: 'cluster.x-k8s.io/v1beta1',
          reason: 'source answered 503 ServiceUnavailable: /apis/cluster.x-k8s.io/v1beta1',
        },
      ],
    });
  });

  it('are an error if the server itself does not answer', async () => {
    await expect(discoverResources(serving({}))).rejects.toBeInstanceOf(ApiError);
  });
});
