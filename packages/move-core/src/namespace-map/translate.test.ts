import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Provider } from '../provider/types.ts';
import { createTranslation } from './translate.ts';

const boxes: Provider = {
  name: 'boxes',
  namespaces: [
    {
      kinds: [{ group: 'test.dev', kind: 'Box' }],
      names: ['/spec/allowed/*', '/spec/home'],
      prefixes: [
        { at: '/metadata/annotations/test.dev~1host', separator: '/' },
        { at: '/metadata/labels/test.dev~1attached', separator: '.' },
      ],
      json: [{ at: '/metadata/annotations/test.dev~1status', holds: '/status' }],
      unclear: ['/spec/service/namespace'],
      keeps: ['/spec/workload'],
    },
  ],
};
const translation = createTranslation({ from: 'fleet', to: 'prod' }, [boxes]);

function box(more: JsonObject, metadata: JsonObject = {}): KubeObject {
  return { apiVersion: 'test.dev/v1', kind: 'Box', metadata: { name: 'b', namespace: 'fleet', ...metadata }, ...more };
}
const arrived = (more: JsonObject, metadata?: JsonObject): JsonObject => translation.object(box(more, metadata));

describe('in the words of the target', () => {
  it('the object is in the other namespace, and so is what it refers to', () => {
    expect(
      arrived({
        spec: {
          consumerRef: { kind: 'Machine', name: 'm', namespace: 'fleet' },
          home: 'fleet',
          allowed: ['x', 'fleet'],
        },
        status: { used: [{ credentials: { name: 's', namespace: 'fleet' } }] },
      }),
    ).toEqual({
      apiVersion: 'test.dev/v1',
      kind: 'Box',
      metadata: { name: 'b', namespace: 'prod' },
      spec: { consumerRef: { kind: 'Machine', name: 'm', namespace: 'prod' }, home: 'prod', allowed: ['x', 'prod'] },
      status: { used: [{ credentials: { name: 's', namespace: 'prod' } }] },
    });
  });

  it.each([
    ['a namespace in front of a name', { annotations: { 'test.dev/host': 'fleet/h' } }, { 'test.dev/host': 'prod/h' }],
    ['another namespace there', { annotations: { 'test.dev/host': 'other/h' } }, { 'test.dev/host': 'other/h' }],
    [
      'a namespace that only begins alike',
      { annotations: { 'test.dev/host': 'fleet-2/h' } },
      { 'test.dev/host': 'fleet-2/h' },
    ],
    [
      'JSON, whatever its spaces and its order',
      { annotations: { 'test.dev/status': '{"z": {"namespace":"fleet" , "name":"fleet"},"a":"<\\u003c"}\n' } },
      { 'test.dev/status': '{"z": {"namespace":"prod" , "name":"fleet"},"a":"<\\u003c"}\n' },
    ],
    [
      'what kubectl applied',
      {
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration':
            '{"apiVersion":"test.dev/v1","kind":"Box","metadata":{"annotations":{},"name":"b","namespace":"fleet"},"spec":{"home":"fleet"}}\n',
        },
      },
      {
        'kubectl.kubernetes.io/last-applied-configuration':
          '{"apiVersion":"test.dev/v1","kind":"Box","metadata":{"annotations":{},"name":"b","namespace":"prod"},"spec":{"home":"prod"}}\n',
      },
    ],
    [
      'JSON that could not be made the same again is left',
      { annotations: { 'test.dev/status': '{"a":{"namespace":"fle\\u0065t","name":"x"}}' } },
      { 'test.dev/status': '{"a":{"namespace":"fle\\u0065t","name":"x"}}' },
    ],
    [
      'JSON in which a key is there twice is left',
      { annotations: { 'test.dev/status': '{"a":{"namespace":"fleet","namespace":"fleet","name":"x"}}' } },
      { 'test.dev/status': '{"a":{"namespace":"fleet","namespace":"fleet","name":"x"}}' },
    ],
    ['text that is no JSON is left', { annotations: { 'test.dev/status': '{fleet' } }, { 'test.dev/status': '{fleet' }],
  ])('%s', (_what, metadata, annotations) => {
    expect(arrived({}, metadata)).toHaveProperty('metadata.annotations', annotations);
  });

  it('a label begins with it', () => {
    expect(arrived({}, { labels: { 'test.dev/attached': 'fleet.m1' } })).toHaveProperty('metadata.labels', {
      'test.dev/attached': 'prod.m1',
    });
  });

  it('names stay, and namespaces of workload clusters, and what is not clear', () => {
    const spec = {
      clusterName: 'fleet',
      workload: { namespace: 'fleet', name: 'x' },
      service: { namespace: 'fleet', name: 'x' },
      namespace: 'fleet',
    };
    expect(arrived({ spec })).toHaveProperty('spec', spec);
  });

  it('the target’s own namespace of the old name has the new one, so that the two are never mixed up', () => {
    expect(translation.object(box({}, { namespace: 'prod' })).metadata.namespace).toBe('fleet');
    expect(translation.namespace('other')).toBe('other');
  });

  it('a Namespace is called by its new name, and says so in its label', () => {
    const namespace = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'fleet', labels: { 'kubernetes.io/metadata.name': 'fleet', team: 'fleet' } },
    };
    expect(translation.object(namespace).metadata).toEqual({
      name: 'prod',
      labels: { 'kubernetes.io/metadata.name': 'prod', team: 'fleet' },
    });
  });

  it('managed fields name entries of lists by their keys and values', () => {
    const fieldsV1 = (namespace: string): JsonObject => ({
      'f:spec': {
        'f:refs': { [`k:{"name":"a","namespace":"${namespace}"}`]: { '.': {}, 'f:name': {} } },
        'f:allowed': { [`v:"${namespace}"`]: {} },
        'f:tags': { 'v:"fleet"': {} },
      },
    });
    const managedFields = (namespace: string): JsonObject[] => [{ manager: 'x', fieldsV1: fieldsV1(namespace) }];
    expect(arrived({}, { managedFields: managedFields('fleet') })).toHaveProperty(
      'metadata.managedFields',
      managedFields('prod'),
    );
  });

  it('a merge patch is told like the object that it changes', () => {
    const kind = { group: 'test.dev', kind: 'Box' };
    expect(translation.patch(kind, { metadata: { annotations: { 'test.dev/host': 'fleet/h', gone: null } } })).toEqual({
      metadata: { annotations: { 'test.dev/host': 'prod/h', gone: null } },
    });
  });

  it('what names no namespace is the very same value', () => {
    const spec = { a: [1, { b: 2n }] };
    expect(translation.object(box({ spec })).spec).toBe(spec);
  });
});
