import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../../support/binaries/binaries.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import type { Ended, Tool } from './tool.ts';

/** The real clusterctl. */
export const clusterctl: Tool = {
  name: 'clusterctl',
  move: (pair, { namespace }) =>
    run(pair, ['--to-kubeconfig', pair.target.kubeconfig, '--namespace', namespace, '-v', '5']),
  look: (pair, namespace) => run(pair, ['--dry-run', '--namespace', namespace, '-v', '1']),
};

/** It sees no configuration and no cache but its own empty ones, and looks for no newer version of itself. */
async function run({ source }: Pair, flags: readonly string[]): Promise<Ended> {
  const { path } = await binary('clusterctl');
  const home = join(source.directory, 'clusterctl-home');
  await mkdir(home, { recursive: true });
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    CLUSTERCTL_DISABLE_VERSIONCHECK: 'true',
  };
  const args = ['move', '--kubeconfig', source.kubeconfig, ...flags];
  return new Promise((resolve) => {
    execFile(path, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ code: typeof code === 'number' ? code : 1, said: `${stdout}${stderr}` });
    });
  });
}
