import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/kube-object.ts';
import { formatRef, refOf } from '../model/object-ref.ts';
import { orderComponents } from './component-order.ts';

function object(apiVersion: string, kind: string, name: string, namespace?: string): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

const all = [
  object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'w'),
  object('apps/v1', 'Deployment', 'manager', 'a'),
  object('cert-manager.io/v1', 'Certificate', 'serving', 'a'),
  object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'manager'),
  object('v1', 'Secret', 's', 'a'),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'things.example.org'),
  object('v1', 'Namespace', 'a'),
];

describe('components', () => {
  it('are applied in the order in which they need each other, whatever the order in the files', () => {
    const expected = [
      'Namespace a',
      'CustomResourceDefinition things.example.org',
      'Secret a/s',
      'ClusterRole manager',
      'Certificate a/serving',
      'Deployment a/manager',
      'ValidatingWebhookConfiguration w',
    ];
    for (const given of [all, [...all].reverse()]) {
      expect(orderComponents(given).map((one) => formatRef(refOf(one)))).toEqual(expected);
    }
  });

  it('are refused if one is there twice, in whatever version', () => {
    const twice = [object('apps/v1', 'Deployment', 'm', 'a'), object('apps/v1beta1', 'Deployment', 'm', 'a')];
    expect(() => orderComponents(twice)).toThrow('Deployment a/m: it is among the components twice');
  });
});
