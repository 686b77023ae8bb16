import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { isIronic, isProviderController, lacks, podSelector } from './workloads.ts';

function workload(name: string, more: JsonObject = {}, kind = 'Deployment'): KubeObject {
  return { apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'a', generation: 2 }, ...more };
}

const labelled = (labels: JsonObject): JsonObject => ({ spec: { template: { metadata: { labels } } } });

describe('Ironic', () => {
  it.each([
    ['by the label of its pods', workload('provisioner', labelled({ name: 'ironic' })), true],
    ['by its name', workload('baremetal-operator-ironic'), true],
    ['of the operator for it', workload('metal3-ironic-service'), true],
    ['as a DHCP server beside it', workload('dnsmasq'), true],
    ['by being named', workload('provisioner'), true],
    ['not in its host operator', workload('baremetal-operator-controller-manager'), false],
    ['not in what cannot be scaled', workload('ironic', {}, 'ConfigMap'), false],
  ])('is recognised %s', (_how, object, expected) => {
    const named = object.metadata.name === 'provisioner' ? [{ namespace: 'a', name: 'provisioner' }] : [];
    expect(isIronic(object, object.spec === undefined ? named : [])).toBe(expected);
  });
});

describe('controllers of providers', () => {
  it.each([
    [
      'by their label',
      { ...workload('m'), metadata: { name: 'm', labels: { 'cluster.x-k8s.io/provider': 'cluster-api' } } },
      true,
    ],
    ['by the label of their pods', workload('m', labelled({ 'cluster.x-k8s.io/provider': 'cluster-api' })), true],
    ['by the name of the host operator', workload('baremetal-operator-controller-manager'), true],
    ['and others are not', workload('coredns'), false],
  ])('are recognised %s', (_how, object, expected) => {
    expect(isProviderController(object)).toBe(expected);
  });
});

describe('a workload', () => {
  const status = (fields: JsonObject): JsonObject => ({ spec: { replicas: 2 }, status: fields });
  it.each([
    ['Deployment', { observedGeneration: 1 }, 'its controller has not seen it yet'],
    ['Deployment', { observedGeneration: 2, updatedReplicas: 1 }, '1 of 2 pods are up to date'],
    ['Deployment', { observedGeneration: 2, updatedReplicas: 2, availableReplicas: 1 }, '1 of 2 pods are available'],
    ['Deployment', { observedGeneration: 2, updatedReplicas: 2, availableReplicas: 2 }, undefined],
    ['StatefulSet', { observedGeneration: 2, updatedReplicas: 2, readyReplicas: 2 }, undefined],
    [
      'DaemonSet',
      { observedGeneration: 2, desiredNumberScheduled: 3, numberAvailable: 2, updatedNumberScheduled: 3 },
      '2 of 3 pods are available',
    ],
    ['DaemonSet', { observedGeneration: 2, desiredNumberScheduled: 0 }, undefined],
  ])('of the kind %s with the status %j lacks: %s', (kind, fields, expected) => {
    expect(lacks(workload('w', status(fields), kind))).toBe(expected);
  });

  it('is asked for its pods with the whole of its selector', () => {
    const selector = {
      matchLabels: { app: 'a', tier: 'b' },
      matchExpressions: [
        { key: 'zone', operator: 'In', values: ['x', 'y'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    };
    expect(podSelector(workload('w', { spec: { selector } }))).toBe('app=a,tier=b,zone in (x,y),!old');
    expect(podSelector(workload('w', { spec: {} }))).toBeUndefined();
  });
});
