import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import type { ContainerRuntime } from './container-runtime.ts';

/** The address on which API server and kubelet know each other; names of nodes are addresses here. */
export const nodeName = '127.0.0.1';

export interface KubeletOptions {
  readonly plane: ControlPlane;
  readonly directory: string;
  readonly runtime: ContainerRuntime;
  readonly cgroup: string;
  readonly port: number;
}

/** Writes what a kubelet reads at its start, and returns its arguments. */
export async function prepareKubelet(options: KubeletOptions): Promise<readonly string[]> {
  const { plane, directory, runtime, cgroup, port } = options;
  const file = (name: string): string => join(directory, name);
  for (const folder of ['kubelet', 'pod-logs', 'volume-plugins', 'certificates']) await mkdir(file(folder));
  const { certificate, key } = plane.authority.issue({ commonName: `system:node:${nodeName}`, hosts: [nodeName] });
  const files: Readonly<Record<string, string>> = {
    'ca.crt': plane.ca,
    'kubelet.crt': certificate,
    'kubelet.key': key,
    'resolv.conf': 'nameserver 127.0.0.1\n',
    'kubelet.json': JSON.stringify({
      kind: 'KubeletConfiguration',
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      address: nodeName,
      port,
      healthzPort: 0,
      readOnlyPort: 0,
      tlsCertFile: file('kubelet.crt'),
      tlsPrivateKeyFile: file('kubelet.key'),
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: false },
        x509: { clientCAFile: file('ca.crt') },
      },
      authorization: { mode: 'AlwaysAllow' },
      containerRuntimeEndpoint: `unix://${runtime.socket}`,
      cgroupDriver: 'cgroupfs',
      cgroupRoot: `/${cgroup}`,
      enforceNodeAllocatable: [],
      failCgroupV1: false,
      failSwapOn: false,
      makeIPTablesUtilChains: false,
      podLogsDir: file('pod-logs'),
      volumePluginDir: file('volume-plugins'),
      resolvConf: file('resolv.conf'),
      // A machine that is nearly full is no reason to end a test's pods.
      evictionHard: Object.fromEntries(
        ['memory.available', 'nodefs.available', 'nodefs.inodesFree', 'imagefs.available', 'imagefs.inodesFree'].map(
          (signal) => [signal, '0%'],
        ),
      ),
      imageGCHighThresholdPercent: 100,
      imageGCLowThresholdPercent: 99,
      nodeStatusUpdateFrequency: '2s',
    }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(file(name), text, { mode: 0o600 });
  return [
    ...[`--config=${file('kubelet.json')}`, `--kubeconfig=${plane.kubeconfig}`, `--hostname-override=${nodeName}`],
    ...[`--root-dir=${file('kubelet')}`, `--cert-dir=${file('certificates')}`],
  ];
}
