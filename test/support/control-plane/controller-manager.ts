import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';
import { kubeconfigText, type KubeconfigFacts } from './kubeconfig.ts';

/** What matters to a move: who loses its owner is collected, and a deleted namespace is emptied. */
export const defaultControllers: readonly string[] = ['garbage-collector-controller', 'namespace-controller'];

/** Name of the user that the controllers are, as audit logs show it. */
export const controllersUser = 'system:kube-controller-manager';

export async function startControllerManager(
  program: string,
  directory: string,
  port: number,
  controllers: readonly string[],
  facts: KubeconfigFacts & { readonly token: string },
): Promise<ServerProcess> {
  const kubeconfig = join(directory, 'kubeconfig-controller-manager');
  await writeFile(kubeconfig, kubeconfigText(facts, { user: { token: facts.token } }), { mode: 0o600 });
  return startServerProcess({
    name: 'kube-controller-manager',
    program,
    logFile: join(directory, 'kube-controller-manager.log'),
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${controllers.join(',')}`,
      '--leader-elect=false',
      // Its metrics and the collector's graph tell when it has nothing left to do.
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      `--tls-cert-file=${join(directory, 'server.crt')}`,
      `--tls-private-key-file=${join(directory, 'server.key')}`,
      `--client-ca-file=${join(directory, 'ca.crt')}`,
      '--authentication-skip-lookup',
      `--service-account-private-key-file=${join(directory, 'service-accounts.key')}`,
      `--root-ca-file=${join(directory, 'ca.crt')}`,
      // It must keep up with a move at full speed, or tests would wait for its client-side limit of 20 a second.
      '--kube-api-qps=2000',
      '--kube-api-burst=4000',
      '--concurrent-gc-syncs=20',
      '--concurrent-namespace-syncs=10',
    ],
  });
}
