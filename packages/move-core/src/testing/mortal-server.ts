import type { ApiServer } from '../server/types.ts';

/** A process that dies at one of its writes to a server: from then on nothing leaves it, and nothing comes back. */
export interface Mortal {
  readonly server: ApiServer;
  /** Resolves when it has died. */
  readonly died: Promise<void>;
  /** Writes that were sent. */
  sent(): number;
}

/** Lets a process die right before or after its n-th write, counted from 1; never without a number. */
export function mortalServer(server: ApiServer, atWrite?: number, when: 'before' | 'after' = 'before'): Mortal {
  let sent = 0;
  let alive = true;
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    die = () => {
      alive = false;
      resolve();
    };
  });
  const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
  const read = async <T>(call: () => Promise<T>): Promise<T> => (alive ? call() : never());
  const write = async <T>(call: () => Promise<T>): Promise<T> => {
    if (!alive) return never();
    sent += 1;
    const isLast = sent === atWrite;
    if (isLast && when === 'before') {
      die();
      return never();
    }
    const answer = await call();
    if (isLast) {
      die();
      return never();
    }
    return answer;
  };
  return {
    died,
    sent: () => sent,
    server: {
      ...server,
      get: (...call) => read(() => server.get(...call)),
      list: (...call) => read(() => server.list(...call)),
      listMetadata: (...call) => read(() => server.listMetadata(...call)),
      request: (...call) => read(() => server.request(...call)),
      create: (...call) => write(() => server.create(...call)),
      update: (...call) => write(() => server.update(...call)),
      updateStatus: (...call) => write(() => server.updateStatus(...call)),
      mergePatch: (...call) => write(() => server.mergePatch(...call)),
      delete: (...call) => write(() => server.delete(...call)),
    },
  };
}
