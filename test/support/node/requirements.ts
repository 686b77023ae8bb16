import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hierarchies } from './cgroups.ts';

/**
 * Why this machine cannot run nodes, in one line, or undefined if it can. A node wants root, overlayfs and the cgroup
 * hierarchies of version 1; it makes namespaces for itself, and nothing on the machine is changed by it.
 */
export function whyNoNodes(): string | undefined {
  if (process.platform !== 'linux') return `nodes run on Linux, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'nodes need root, because containers do';
  if (!/\boverlay$/m.test(readFileSync('/proc/filesystems', 'utf8'))) return 'the kernel has no overlayfs';
  const missing = hierarchies.find((one) => !isWritable(join('/sys/fs/cgroup', one)));
  if (missing !== undefined) return `there is no writable cgroup hierarchy ${missing} (cgroup version 1)`;
  const tool = ['unshare', 'mount', 'tar'].find((name) => !isOnPath(name));
  return tool === undefined ? undefined : `there is no \`${tool}\` on the PATH`;
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
