import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/kube-object.ts';
import { withProvisioningInterface } from './component-changes.ts';

const variable = { name: 'PROVISIONING_INTERFACE', value: 'eth9' };

const deployment: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'ironic' },
  spec: {
    replicas: 1,
    template: {
      spec: {
        initContainers: [{ name: 'wait', env: [variable] }],
        containers: [
          { name: 'ironic', env: [{ name: 'OTHER', value: 'x' }, variable] },
          { name: 'dnsmasq', env: [{ name: 'PROVISIONING_INTERFACE', valueFrom: { configMapKeyRef: { name: 'm' } } }] },
          { name: 'log' },
        ],
      },
    },
  },
};

const configMap: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'ironic' },
  data: { PROVISIONING_INTERFACE: 'eth9', DHCP_RANGE: 'kept' },
};

describe('the provisioning interface', () => {
  it('is set in ConfigMaps and containers that name one, and nowhere else', () => {
    const plain: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' }, data: { A: 'b' } };
    const [map, workload, other] = withProvisioningInterface([configMap, deployment, plain], 'eth1');
    expect(map).toMatchObject({ data: { PROVISIONING_INTERFACE: 'eth1', DHCP_RANGE: 'kept' } });
    expect(workload?.spec).toMatchObject({
      replicas: 1,
      template: {
        spec: {
          initContainers: [{ env: [{ name: 'PROVISIONING_INTERFACE', value: 'eth1' }] }],
          containers: [
            {
              env: [
                { name: 'OTHER', value: 'x' },
                { name: 'PROVISIONING_INTERFACE', value: 'eth1' },
              ],
            },
            { env: [{ name: 'PROVISIONING_INTERFACE', valueFrom: { configMapKeyRef: { name: 'm' } } }] },
            { name: 'log' },
          ],
        },
      },
    });
    expect(other).toBe(plain);
  });

  it('is left alone if none is given', () => {
    expect(withProvisioningInterface([configMap, deployment], undefined)).toEqual([configMap, deployment]);
  });
});
