import { madeUp } from './made-up.ts';

export const registration = {
  criSocket: 'unix:///var/run/containerd/containerd.sock',
  kubeletExtraArgs: [{ name: 'eviction-hard', value: 'nodefs.available<0%' }],
};

export const controlPlaneConfig = {
  clusterConfiguration: {
    apiServer: { certSANs: ['localhost', '127.0.0.1', '0.0.0.0'] },
    certificateValidityPeriodDays: 365,
  },
  initConfiguration: { nodeRegistration: registration },
  joinConfiguration: { nodeRegistration: registration },
};

/** About as long as the real thing, which carries the cluster's certificates to a control plane machine. */
export function cloudConfig(name: string, isControlPlane: boolean): string {
  const filler = Array.from(
    { length: isControlPlane ? 90 : 20 },
    (_, line) => `      ${madeUp(`${name}${line}`, 40)}${madeUp(`${line}${name}`, 24)}`,
  );
  return [
    '## template: jinja',
    '#cloud-config',
    'write_files:',
    '-   path: /run/kubeadm/kubeadm.yaml',
    '    content: |',
    ...filler,
    'runcmd:',
    '  - kubeadm join',
    '',
  ].join('\n');
}
