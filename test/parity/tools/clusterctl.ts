import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../../support/binaries/binaries.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Ended, Tool } from './tool.ts';

/** The real clusterctl. */
export const clusterctl: Tool = {
  name: 'clusterctl',
  move: ({ source, target }, { namespace }) =>
    runClusterctl(source, [
      ...['--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig],
      ...['--namespace', namespace, '-v', '5'],
    ]),
  look: ({ source }, namespace) =>
    runClusterctl(source, ['--kubeconfig', source.kubeconfig, '--dry-run', '--namespace', namespace, '-v', '1']),
};

/** Runs `clusterctl move`. It sees no configuration and no cache but its own empty ones, and looks for no newer version of itself. */
export async function runClusterctl(plane: ControlPlane, flags: readonly string[]): Promise<Ended> {
  const { path } = await binary('clusterctl');
  const home = join(plane.directory, 'clusterctl-home');
  await mkdir(home, { recursive: true });
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
  };
  const args = ['move', ...flags];
  return new Promise((resolve) => {
    execFile(path, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : 1, said: `${stdout}${stderr}` });
    });
  });
}
