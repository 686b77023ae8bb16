import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Whose a container or network is; with it also another process can tell that nobody needs it any more. */
export const runLabel = 'dev.tsmove.test-run';

/** The value of {@link runLabel} for what this process starts. */
export const thisRun = `${hostname()} ${process.pid} ${Date.now()}`;

/** It lies beside the source, also when this file runs compiled, from `dist`. */
const program =
  [
    join(import.meta.dirname, 'reap-engine.js'),
    join(import.meta.dirname, '../../../support/container/reap-engine.js'),
  ].find((path) => existsSync(path)) ?? '';

/** A process that outlives this one by a moment, and removes what this one has left in an engine. */
export interface Reaper {
  /** Which process the engine is and where its containers are accounted for, when it is to end as well. */
  own(pid: number, cgroup: string): void;
  /** Has it do its work now. */
  done(): Promise<void>;
}

/** @param folder the engine's, when it was started by this process and is to end with it */
export function startReaper(address: string, folder?: string): Reaper {
  const own = folder === undefined ? [] : ['own', folder];
  const child = spawn(process.execPath, [program, address, thisRun, ...own], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: a Ctrl-C at the terminal does not take it first.
    detached: true,
  });
  const ended = once(child, 'exit');
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  child.stdin.on('error', () => undefined);
  return {
    own(pid, cgroup) {
      child.stdin.write(`engine ${pid}\ncgroup ${cgroup}\n`);
    },
    async done() {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

/** Removes from an engine what test runs have left that are no more. */
export async function removeLeftovers(address: string): Promise<void> {
  const child = spawn(process.execPath, [program, address, 'dead'], { stdio: 'ignore' });
  await once(child, 'exit');
}
