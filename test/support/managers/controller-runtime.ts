import type { ManagerPlace } from './manager.ts';

/** The flags that all managers built with Cluster API's own flag set share. Metrics go to a port nobody asks for. */
export function commonFlags({ kubeconfig, certificates, healthPort, webhookPort }: ManagerPlace): readonly string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--webhook-port=${webhookPort}`,
    `--webhook-cert-dir=${certificates}`,
    `--health-addr=127.0.0.1:${healthPort}`,
    '--diagnostics-address=127.0.0.1:0',
    '--insecure-diagnostics',
  ];
}
