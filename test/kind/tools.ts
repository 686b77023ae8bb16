import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Settings } from './settings.ts';

/** What the exercise needs, and where it is to be had. */
const tools: Readonly<Record<string, string>> = {
  docker: 'https://docs.docker.com/engine/install',
  kind: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  kubectl: 'https://kubernetes.io/docs/tasks/tools',
  clusterctl: 'https://cluster-api.sigs.k8s.io/user/quick-start#install-clusterctl',
  cilium: 'https://docs.cilium.io/en/stable/gettingstarted/k8s-install-default/#install-the-cilium-cli',
};

/** One line for each program that is missing. */
export function missingTools({ cni }: Pick<Settings, 'cni'>, path = process.env['PATH'] ?? ''): readonly string[] {
  return Object.entries(tools)
    .filter(([name]) => name !== 'cilium' || cni === 'cilium')
    .filter(([name]) => !path.split(delimiter).some((folder) => isExecutable(join(folder, name))))
    .map(([name, where]) => `there is no \`${name}\` on the PATH: ${where}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
