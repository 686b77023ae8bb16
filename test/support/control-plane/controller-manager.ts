import { join } from 'node:path';

/** What matters to a move: who loses its owner is collected, and a deleted namespace is emptied. */
export const defaultControllers: readonly string[] = ['garbage-collector-controller', 'namespace-controller'];

/** Where a controller-manager finds its files, and where it answers. */
export interface ControllerManagerPlace {
  readonly directory: string;
  readonly kubeconfig: string;
  readonly bindAddress: string;
  readonly port: number;
}

export function controllerManagerFlags(
  place: ControllerManagerPlace,
  controllers: readonly string[],
): readonly string[] {
  const file = (name: string): string => join(place.directory, name);
  return [
    `--kubeconfig=${place.kubeconfig}`,
    `--controllers=${controllers.join(',')}`,
    '--leader-elect=false',
    // Its metrics and the collector's graph tell when it has nothing left to do.
    `--bind-address=${place.bindAddress}`,
    `--secure-port=${place.port}`,
    `--tls-cert-file=${file('server.crt')}`,
    `--tls-private-key-file=${file('server.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    '--authentication-skip-lookup',
    `--service-account-private-key-file=${file('service-accounts.key')}`,
    `--root-ca-file=${file('ca.crt')}`,
    // It must keep up with a move at full speed, or tests would wait for its client-side limit of 20 a second.
    '--kube-api-qps=2000',
    '--kube-api-burst=4000',
    '--concurrent-gc-syncs=20',
    '--concurrent-namespace-syncs=10',
  ];
}
