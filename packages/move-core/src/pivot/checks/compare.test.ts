import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { checkObject } from './compare.ts';
import { observe } from './observed.ts';

const host = (state: string): KubeObject => ({
  apiVersion: 'metal3.io/v1alpha1',
  kind: 'BareMetalHost',
  metadata: { namespace: 'a', name: 'h' },
  status: { provisioning: { state } },
});

const freeHost: KubeObject = {
  ...host('available'),
  status: { provisioning: { state: 'available' }, conditions: [{ type: 'Ready', status: 'False' }] },
};

const machine = (node: string, ready: string, providerID = 'metal3://a'): KubeObject => ({
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Machine',
  metadata: { namespace: 'a', name: 'm' },
  spec: { providerID },
  status: { nodeRef: { name: node }, conditions: [{ type: 'Ready', status: ready }] },
});

const cluster = (more: JsonObject): KubeObject => ({
  apiVersion: 'cluster.x-k8s.io/v1beta2',
  kind: 'Cluster',
  metadata: { namespace: 'a', name: 'c' },
  ...more,
});

function codes(now: KubeObject | undefined, before?: KubeObject): readonly string[] {
  return checkObject(now, before === undefined ? undefined : observe(before)).map(({ code }) => code);
}

describe('an object after a pivot', () => {
  it.each([
    ['a host in the state that it had', host('provisioned'), host('provisioned'), []],
    ['a host in another state', host('deprovisioning'), host('provisioned'), ['host-state-changed']],
    ['a host that is being inspected, as before', host('inspecting'), host('inspecting'), []],
    ['a host by itself in a settled state', host('available'), undefined, []],
    ['a free host by itself, which is not Ready', freeHost, undefined, []],
    ['a host by itself in a state of work', host('provisioning'), undefined, ['host-unsettled']],
    ['a Machine as it was', machine('n', 'True'), machine('n', 'True'), []],
    ['a Machine on another Node', machine('o', 'True'), machine('n', 'True'), ['node-changed']],
    ['a Machine that is another', machine('n', 'True', 'b'), machine('n', 'True'), ['provider-id-changed']],
    ['a Machine that is not ready any more', machine('n', 'False'), machine('n', 'True'), ['condition-unsettled']],
    ['a Machine that was not ready before either', machine('n', 'False'), machine('n', 'Unknown'), []],
    ['a Machine that is gone', undefined, machine('n', 'True'), ['object-missing']],
    ['a Cluster that is paused', cluster({ spec: { paused: true } }), undefined, ['cluster-paused']],
  ] as const)('%s', (_what, now, before, expected) => {
    expect(codes(now, before)).toEqual(expected);
  });

  it('that is being deleted is a finding with an object and a remedy', () => {
    const going = cluster({});
    const [finding] = checkObject(
      { ...going, metadata: { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } },
      undefined,
    );
    expect(finding).toMatchObject({ code: 'being-deleted', severity: 'error', ref: { kind: 'Cluster', name: 'c' } });
    expect(finding?.remedy).not.toBe('');
  });
});
