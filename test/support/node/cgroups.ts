import { mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Those that a kubelet with the driver `cgroupfs` puts its pods into. */
export const hierarchies: readonly string[] = [
  ...['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio', 'pids', 'systemd'],
];

const root = '/sys/fs/cgroup';
const prefix = 'tsmove-node';

let made = 0;

/**
 * Makes a parent for the pods of one node. Two kubelets must never share one: each takes the other's pods for orphans
 * and kills them. Its name holds the process that made it, so that a later one can remove it.
 */
export async function makeCgroup(): Promise<string> {
  await sweepCgroups();
  const name = `${prefix}-${process.pid}-${(made += 1)}`;
  for (const one of hierarchies) {
    const path = join(root, one, name);
    await mkdir(path, { recursive: true });
    if (one !== 'cpuset') continue;
    // A new cpuset is empty, and nothing can run in it.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      await writeFile(join(path, file), await readFile(join(root, one, file), 'utf8'));
    }
  }
  return name;
}

/** Removes a parent and all below it; waits for the last processes in it to end. */
export async function removeCgroup(name: string): Promise<void> {
  // runc makes it in the unified hierarchy as well.
  for (const one of [...hierarchies, 'unified']) await removeTree(join(root, one, name), 100);
}

/** Removes what processes that are no more have left. */
async function sweepCgroups(): Promise<void> {
  for (const one of [...hierarchies, 'unified']) {
    const names = await readdir(join(root, one)).catch(() => []);
    for (const name of names) {
      const [, pid] = new RegExp(`^${prefix}-(\\d+)-\\d+$`).exec(name) ?? [];
      if (pid === undefined || isAlive(Number(pid))) continue;
      await removeTree(join(root, one, name), 3);
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Depth first: a cgroup can be removed when there is neither a process nor another cgroup in it. */
async function removeTree(path: string, attempts: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const entries = await readdir(path, { withFileTypes: true });
      for (const entry of entries) if (entry.isDirectory()) await removeTree(join(path, entry.name), attempts);
      await rmdir(path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      if (attempt >= attempts) throw error;
      await pause(50);
    }
  }
}
