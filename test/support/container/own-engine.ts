import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianProgram, engineLibraries, enginePackages } from '../node/debian-packages.ts';
import { startServerProcess } from '../processes/server-process.ts';
import { until } from '../processes/until.ts';
import { troubleWith } from './engine-address.ts';
import { startReaper } from './reaper.ts';

/** A container engine that was started for this test run, and ends with it. */
export interface OwnEngine {
  readonly address: string;
  /** Ends it with everything in it. */
  stop(): Promise<void>;
}

/** One folder for a process, also when it starts an engine again: testcontainers keeps the address it has found. */
let folder: string | undefined;

/**
 * Starts dockerd with everything of it in one folder, and in namespaces of its own for processes and mounts: with its
 * first process all its containers end. Nothing is installed and no rule of the firewall is touched: containers reach each
 * other over their bridge, and ports are forwarded by docker's own proxy, on loopback only.
 * @throws when it does not come up, with its last words
 */
export async function startOwnEngine(): Promise<OwnEngine> {
  if (folder === undefined) folder = await mkdtemp(join(tmpdir(), 'tsmove-engine-'));
  else await mkdir(folder, { mode: 0o700 });
  const home = folder;
  const file = (name: string): string => join(home, name);
  const address = `unix://${file('engine.sock')}`;
  const cgroup = `tsmove-engine-${process.pid}`;
  const reaper = startReaper(address, home);
  try {
    await mkdir(file('bin'));
    // dockerd and containerd find each other's programs by the PATH.
    for (const name of enginePackages) await symlink(await debianProgram(name), file(`bin/${name}`));
    const flags = {
      host: address,
      'data-root': file('data'),
      'exec-root': file('exec'),
      pidfile: file('dockerd.pid'),
      'userland-proxy-path': file('bin/docker-proxy'),
      'cgroup-parent': `/${cgroup}`,
      iptables: 'false',
      ip6tables: 'false',
      'ip-forward': 'false',
      bridge: 'none',
    };
    await writeFile(file('engine.sh'), script(Object.entries(flags).map(([name, value]) => `--${name}=${value}`)));
    const dockerd = startServerProcess({
      name: 'dockerd',
      program: 'unshare',
      args: [
        ...['--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--propagation', 'private'],
        ...['/bin/sh', file('engine.sh')],
      ],
      logFile: file('engine.log'),
      env: {
        PATH: `${file('bin')}:${process.env['PATH'] ?? ''}`,
        LD_LIBRARY_PATH: (await engineLibraries()).join(':'),
      },
      // The reaper ends it, after it has asked it to clean up.
      watched: false,
    });
    reaper.own(dockerd.pid, cgroup);
    const hopeless = (): string | undefined => dockerd.ended();
    await until({ what: 'the container engine', timeout: 60_000, hopeless }, async () => {
      return (await troubleWith(address)) === undefined;
    });
    return { address, stop: () => reaper.done() };
  } catch (error) {
    const words = await readFile(file('engine.log'), 'utf8').catch(() => '');
    await reaper.done();
    await rm(home, { recursive: true, force: true });
    throw new Error(`${String(error)}\n${words.trimEnd().split('\n').slice(-8).join('\n')}`, { cause: error });
  }
}

/** What dockerd puts where no flag moves it is its own, and empty. */
function script(flags: readonly string[]): string {
  return `set -e
for folder in /run /var/lib /var/log; do mount -t tmpfs tmpfs "$folder"; done
exec dockerd ${flags.map((flag) => `'${flag}'`).join(' ')}
`;
}
