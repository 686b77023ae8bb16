import type { KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { indexOf, make } from '../testing/objects.ts';
import { relate, requires } from './relate.ts';

function relations(object: KubeObject, ...others: readonly KubeObject[]): readonly string[] {
  return [...relate(object, indexOf(object, ...others))].map(
    ({ relation, owner }) => `${relation} ${owner.metadata.uid ?? ''}`,
  );
}

function needs(object: KubeObject): readonly string[] {
  return [...requires(object)].map(
    ({ group, version, kind, namespace, name }) => `${group}/${version} ${kind} ${namespace ?? ''}/${name}`,
  );
}

const template = (kind: string, name: string): { apiVersion: string; kind: string; name: string } => ({
  apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1',
  kind,
  name,
});

describe('a Secret', () => {
  const clusters = [
    make('Cluster', 'c'),
    make('Cluster', 'c-ca'),
    make('Cluster', 'other/c'),
    make('Cluster', 'a-b-c'),
  ];

  it.each<[name: string, cluster: string | undefined]>([
    ['c-kubeconfig', 'c'],
    ['c-ca', 'c'],
    ['c-etcd', 'c'],
    ['c-sa', 'c'],
    ['c-proxy', 'c'],
    ['c-apiserver-etcd-client', 'c'],
    ['c-ca-ca', 'c-ca'],
    ['a-b-c-kubeconfig', 'a-b-c'],
    ['c-cloud-config', undefined],
    ['c-etcd-client', undefined],
    ['c', undefined],
    ['-ca', undefined],
    ['x-ca', undefined],
  ])('named %s belongs to the Cluster %s (C4.1)', (name, cluster) => {
    expect(relations(make('Secret', name), ...clusters)).toEqual(
      cluster === undefined ? [] : [`soft-owner Cluster/${cluster}`],
    );
  });

  it('belongs to a Cluster of its own namespace only', () => {
    expect(relations(make('Secret', 'third/c-ca'), ...clusters)).toEqual([]);
    expect(relations(make('Secret', 'other/c-ca'), ...clusters)).toEqual(['soft-owner Cluster/other/c']);
  });

  it('with an owner belongs to that', () => {
    const owner = make('KubeadmControlPlane', 'c');
    expect(relations(make('Secret', 'c-ca', { ownedBy: [owner] }), owner, ...clusters)).toEqual([]);
  });

  it('with an owner that is not there belongs to the Cluster by its name', () => {
    const owner = make('Secret', 'c-shim');
    expect(relations(make('Secret', 'c-ca', { ownedBy: [owner] }), ...clusters)).toEqual(['soft-owner Cluster/c']);
  });

  it('is no ConfigMap and no Secret of another group', () => {
    expect(relations(make('ConfigMap', 'c-ca'), ...clusters)).toEqual([]);
    expect(relations(make('Secret', 'c-ca', { apiVersion: 'example.io/v1' }), ...clusters)).toEqual([]);
  });
});

describe('a Cluster', () => {
  const classes = [make('ClusterClass', 'k'), make('ClusterClass', 'shared/k')];

  it.each<
    [title: string, topology: Readonly<Record<string, string | Readonly<Record<string, string>>>>, owner: string]
  >([
    ['a class of its own namespace', { classRef: { name: 'k' } }, 'ClusterClass/k'],
    ['a class of another namespace', { classRef: { name: 'k', namespace: 'shared' } }, 'ClusterClass/shared/k'],
    ['a class, as v1beta1 has it', { class: 'k' }, 'ClusterClass/k'],
    [
      'a class of another namespace, as v1beta1 has it',
      { class: 'k', classNamespace: 'shared' },
      'ClusterClass/shared/k',
    ],
  ])('belongs to %s (C4.2)', (_title, topology, owner) => {
    expect(relations(make('Cluster', 'c', { spec: { topology } }), ...classes)).toEqual([`soft-owner ${owner}`]);
  });

  it('without a topology belongs to no class', () => {
    expect(relations(make('Cluster', 'c', { spec: {} }), ...classes)).toEqual([]);
  });

  it('uses the ClusterResourceSets whose selector matches it', () => {
    const cluster = make('Cluster', 'c', { metadata: { labels: { cni: 'calico' } } });
    const matching = { clusterSelector: { matchLabels: { cni: 'calico' } } };
    const sets = [
      make('ClusterResourceSet', 'yes', { spec: matching }),
      make('ClusterResourceSet', 'no', { spec: { clusterSelector: { matchLabels: { cni: 'cilium' } } } }),
      make('ClusterResourceSet', 'empty', { spec: { clusterSelector: {} } }),
      make('ClusterResourceSet', 'other/foreign', { spec: matching }),
    ];
    expect(relations(cluster, ...sets)).toEqual(['uses ClusterResourceSet/yes']);
  });

  it('requires its class, wherever that is (B3)', () => {
    expect(
      needs(make('Cluster', 'c', { spec: { topology: { classRef: { name: 'k', namespace: 'shared' } } } })),
    ).toEqual(['cluster.x-k8s.io/v1beta2 ClusterClass shared/k']);
    expect(
      needs(make('Cluster', 'c', { apiVersion: 'cluster.x-k8s.io/v1beta1', spec: { topology: { class: 'k' } } })),
    ).toEqual(['cluster.x-k8s.io/v1beta1 ClusterClass fleet/k']);
    expect(needs(make('Cluster', 'c'))).toEqual([]);
  });
});

describe('a ClusterResourceSetBinding', () => {
  it('belongs to the Cluster that it names (C4.3)', () => {
    const binding = make('ClusterResourceSetBinding', 'b', { spec: { clusterName: 'c' } });
    expect(relations(binding, make('Cluster', 'c'), make('Cluster', 'other/c'))).toEqual(['soft-owner Cluster/c']);
    expect(relations(make('ClusterResourceSetBinding', 'c', { spec: {} }), make('Cluster', 'c'))).toEqual([]);
  });
});

describe('a ClusterClass', () => {
  const v1beta2 = make('ClusterClass', 'shared/k', {
    spec: {
      infrastructure: { templateRef: template('DevClusterTemplate', 'infra') },
      controlPlane: {
        templateRef: template('KubeadmControlPlaneTemplate', 'cp'),
        machineInfrastructure: { templateRef: template('DevMachineTemplate', 'cp-machine') },
        healthCheck: { remediation: { templateRef: template('RemediationTemplate', 'cp-fix') } },
      },
      workers: {
        machineDeployments: [
          {
            bootstrap: { templateRef: template('KubeadmConfigTemplate', 'md-boot') },
            infrastructure: { templateRef: template('DevMachineTemplate', 'md-machine') },
            healthCheck: { remediation: { templateRef: template('RemediationTemplate', 'md-fix') } },
          },
        ],
        machinePools: [
          {
            bootstrap: { templateRef: template('KubeadmConfigTemplate', 'mp-boot') },
            infrastructure: { templateRef: template('DevMachinePoolTemplate', 'mp-machine') },
          },
        ],
      },
    },
  });
  const v1beta1 = make('ClusterClass', 'shared/k', {
    apiVersion: 'cluster.x-k8s.io/v1beta1',
    spec: {
      infrastructure: { ref: template('DevClusterTemplate', 'infra') },
      controlPlane: {
        ref: template('KubeadmControlPlaneTemplate', 'cp'),
        machineInfrastructure: { ref: template('DevMachineTemplate', 'cp-machine') },
        machineHealthCheck: { remediationTemplate: template('RemediationTemplate', 'cp-fix') },
      },
      workers: {
        machineDeployments: [
          {
            template: {
              bootstrap: { ref: template('KubeadmConfigTemplate', 'md-boot') },
              infrastructure: { ref: template('DevMachineTemplate', 'md-machine') },
            },
            machineHealthCheck: { remediationTemplate: template('RemediationTemplate', 'md-fix') },
          },
        ],
        machinePools: [
          {
            template: {
              bootstrap: { ref: template('KubeadmConfigTemplate', 'mp-boot') },
              infrastructure: { ref: template('DevMachinePoolTemplate', 'mp-machine') },
            },
          },
        ],
      },
    },
  });

  it.each([
    ['v1beta2', v1beta2],
    ['v1beta1', v1beta1],
  ])('of %s requires all its templates, those for remediation too (B3.4, beats B3.5)', (_version, clusterClass) => {
    expect(needs(clusterClass)).toEqual([
      'infrastructure.cluster.x-k8s.io/v1beta1 DevClusterTemplate shared/infra',
      'infrastructure.cluster.x-k8s.io/v1beta1 KubeadmControlPlaneTemplate shared/cp',
      'infrastructure.cluster.x-k8s.io/v1beta1 DevMachineTemplate shared/cp-machine',
      'infrastructure.cluster.x-k8s.io/v1beta1 KubeadmConfigTemplate shared/md-boot',
      'infrastructure.cluster.x-k8s.io/v1beta1 DevMachineTemplate shared/md-machine',
      'infrastructure.cluster.x-k8s.io/v1beta1 KubeadmConfigTemplate shared/mp-boot',
      'infrastructure.cluster.x-k8s.io/v1beta1 DevMachinePoolTemplate shared/mp-machine',
      'infrastructure.cluster.x-k8s.io/v1beta1 RemediationTemplate shared/cp-fix',
      'infrastructure.cluster.x-k8s.io/v1beta1 RemediationTemplate shared/md-fix',
    ]);
  });

  it('owns softly, and uses, the templates that it names, in whatever version (beats B3.6)', () => {
    const stored = make('DevMachineTemplate', 'shared/md-machine', {
      apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta2',
    });
    expect(relations(stored, v1beta2)).toEqual(['soft-owner ClusterClass/shared/k']);
    expect(relations(v1beta2, stored)).toEqual(['uses DevMachineTemplate/shared/md-machine']);
    expect(relations(make('DevMachineTemplate', 'fleet/md-machine'), v1beta2)).toEqual([]);
  });
});

describe('what other objects name', () => {
  it.each([
    ['v1beta2', { remediation: { templateRef: template('RemediationTemplate', 'fix') } }],
    ['v1beta1', { remediationTemplate: template('RemediationTemplate', 'fix') }],
  ])('belongs to a MachineHealthCheck of %s', (_version, spec) => {
    const check = make('MachineHealthCheck', 'mhc', { spec });
    const fix = make('RemediationTemplate', 'fix');
    expect(relations(fix, check)).toEqual(['soft-owner MachineHealthCheck/mhc']);
    expect(relations(check, fix)).toEqual(['uses RemediationTemplate/fix']);
  });

  it('belongs to a ClusterResourceSet', () => {
    const set = make('ClusterResourceSet', 'r', {
      spec: {
        resources: [
          { kind: 'Secret', name: 'cni' },
          { kind: 'ConfigMap', name: 'cni' },
          { kind: 'Pod', name: 'p' },
        ],
      },
    });
    const secret = make('Secret', 'cni');
    expect(relations(secret, set)).toEqual(['soft-owner ClusterResourceSet/r']);
    expect(relations(set, secret, make('ConfigMap', 'cni'))).toEqual(['uses Secret/cni', 'uses ConfigMap/cni']);
  });
});
