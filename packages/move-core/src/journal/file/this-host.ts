import { readFile, readlink } from 'node:fs/promises';
import { kill } from 'node:process';
import { processIdentity } from '../../server/environment.ts';
import type { Host } from './holder.ts';

/** The machine that this process runs on. */
export const thisHost: Host = {
  async self() {
    const { host, pid } = processIdentity();
    const [boot, machine, pidSpace, began] = await Promise.all([
      textOf('/proc/sys/kernel/random/boot_id'),
      textOf('/etc/machine-id'),
      readlink('/proc/self/ns/pid').catch(() => ''),
      statOf('self'),
    ]);
    return { host, pid, boot, machine, pidSpace, began: began?.began ?? '' };
  },
  async began(pid) {
    if (!exists(pid)) return undefined;
    const stat = await statOf(pid.toString());
    // A zombie does nothing any more; it only waits to be noticed.
    return stat !== undefined && 'ZX'.includes(stat.state) ? undefined : (stat?.began ?? '');
  },
};

/** Signal 0 only asks. It says so, too, if the process is another user's, which /proc may hide. */
function exists(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** Undefined where there is no /proc, or if it hides the process. */
async function statOf(pid: string): Promise<{ readonly state: string; readonly began: string } | undefined> {
  const text = await textOf(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, began] = [fields[0], fields[19]];
  return state === undefined || began === undefined ? undefined : { state, began };
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
}
