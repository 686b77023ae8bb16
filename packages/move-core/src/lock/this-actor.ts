import { readFileSync, readlinkSync } from 'node:fs';
import type { Actor } from '../model/actor.ts';
import { processIdentity } from '../server/environment.ts';

/** As in package.json; a test compares the two. */
export const libraryVersion = '0.1.0';

/** This process as others meet it in a Lease or a journal; what is `given` counts more than what the system tells. */
export function thisActor(given: Partial<Actor> = {}): Actor {
  const { user, host, pid } = processIdentity();
  return {
    name: user === '' ? host : `${user}@${host}`,
    host,
    pid,
    boot: thisBoot(),
    tool: `tsmove-core ${libraryVersion}`,
    ...given,
  };
}

/**
 * Within one boot id a process id may still mean different processes: in another container of this host, or after a
 * container was started again. The first process of a container is as old as it is.
 */
function thisBoot(): string {
  const boot = tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  if (boot === '') return '';
  const container = tryRead(() => readlinkSync('/proc/self/ns/pid').replaceAll(/\D/gu, ''));
  // Behind the name, which may hold anything, in brackets: the 22nd field is when it was started.
  const started = tryRead(
    () =>
      readFileSync('/proc/1/stat', 'utf8')
        .replace(/^.*\) /su, '')
        .split(' ')[19] ?? '',
  );
  return [boot, container, started].join('/');
}

/** Empty where the system does not tell, as everywhere but on Linux. */
function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
