import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createServiceAccountKeys, type Authority } from '../certificates/authority.ts';
import type { ControlPlaneOptions } from './control-plane.ts';
import type { KnownUser } from './known-users.ts';

/** Writes what kube-apiserver reads at its start: certificates, keys, users, audit policy. */
export async function writeApiserverFiles(
  directory: string,
  authority: Authority,
  users: Iterable<KnownUser>,
  hosts: readonly string[] = [],
): Promise<void> {
  const server = authority.issue({
    commonName: 'kube-apiserver',
    hosts: ['127.0.0.1', 'localhost', 'kubernetes.default.svc', ...hosts],
  });
  const toKubelets = authority.issue({
    commonName: 'kube-apiserver-kubelet-client',
    organisations: ['system:masters'],
  });
  const serviceAccounts = createServiceAccountKeys();
  // Metadata only, and one entry per request: when its answer is complete.
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    rules: [{ level: 'Metadata' }],
  };
  const files: Readonly<Record<string, string>> = {
    'ca.crt': authority.certificate,
    'server.crt': server.certificate,
    'server.key': server.key,
    'kubelet-client.crt': toKubelets.certificate,
    'kubelet-client.key': toKubelets.key,
    'service-accounts.key': serviceAccounts.privateKey,
    'service-accounts.pub': serviceAccounts.publicKey,
    'users.csv': [...users]
      .map(({ name, groups, token }, at) => `${token},${name},uid-${at},"${groups.join(',')}"\n`)
      .join(''),
    'audit-policy.json': JSON.stringify(policy),
  };
  await Promise.all(
    Object.entries(files).map(([name, text]) => writeFile(join(directory, name), text, { mode: 0o600 })),
  );
}

/** Admission that a management cluster of tests has no use for: it costs time at the start. */
const needlessAdmission = [
  'TaintNodesByCondition',
  'Priority',
  'DefaultTolerationSeconds',
  'DefaultStorageClass',
  'StorageObjectInUseProtection',
  'PersistentVolumeClaimResize',
  'RuntimeClass',
  'DefaultIngressClass',
  'PodSecurity',
];

/** Where no pod runs, it would only want a controller that makes accounts and tokens. */
const podAdmission = 'ServiceAccount';

/** Where an API server finds its files and its store, and where it listens. */
export interface ApiserverPlace {
  /** The folder with what {@link writeApiserverFiles} has written, as the server sees it. */
  readonly directory: string;
  readonly etcdUrl: string;
  readonly bindAddress: string;
  /** An address that others reach it by; it refuses to look for one by itself where there is no route. */
  readonly advertiseAddress: string;
  readonly port: number;
}

export function apiserverFlags(place: ApiserverPlace, options: ControlPlaneOptions): readonly string[] {
  const file = (name: string): string => join(place.directory, name);
  const forNodes = [
    '--allow-privileged=true',
    '--kubelet-preferred-address-types=InternalIP',
    `--kubelet-certificate-authority=${file('ca.crt')}`,
    `--kubelet-client-certificate=${file('kubelet-client.crt')}`,
    `--kubelet-client-key=${file('kubelet-client.key')}`,
  ];
  const needless = options.nodes === true ? needlessAdmission : [podAdmission, ...needlessAdmission];
  return [
    `--etcd-servers=${place.etcdUrl}`,
    `--bind-address=${place.bindAddress}`,
    `--advertise-address=${place.advertiseAddress}`,
    `--secure-port=${place.port}`,
    `--cert-dir=${place.directory}`,
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--token-auth-file=${file('users.csv')}`,
    '--anonymous-auth=false',
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${file('service-accounts.key')}`,
    `--service-account-key-file=${file('service-accounts.pub')}`,
    `--disable-admission-plugins=${needless.join(',')}`,
    ...(options.nodes === true ? forNodes : []),
    ...(options.admissionPlugins === undefined
      ? []
      : [`--enable-admission-plugins=${options.admissionPlugins.join(',')}`]),
    '--endpoint-reconciler-type=none',
    // Two cores are shared with everything else: no request is to wait for a fair share.
    '--enable-priority-and-fairness=false',
    '--max-requests-inflight=3000',
    '--max-mutating-requests-inflight=1000',
    ...(options.audit === true
      ? [
          `--audit-policy-file=${file('audit-policy.json')}`,
          `--audit-log-path=${file('audit.log')}`,
          '--audit-log-mode=blocking',
        ]
      : []),
    ...(options.apiserverFlags ?? []),
  ];
}
