import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../../support/binaries/binaries.ts';
import type { Tool } from './tool.ts';

/** Moves a namespace with the real clusterctl, which sees no configuration and no cache but its own empty ones. */
export const moveWithClusterctl: Tool = async ({ source, target }, { namespace }) => {
  const { path } = await binary('clusterctl');
  const home = join(source.directory, 'clusterctl-home');
  await mkdir(home, { recursive: true });
  const args = ['move', '--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '--namespace', namespace, '-v', '5'];
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
  };
  return new Promise((resolve) => {
    execFile(path, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : 1, said: `${stdout}${stderr}` });
    });
  });
};
