import type { ApiServer } from '@tsmove/move-core';

/** The moment of a pod's death: before the request is sent, or after it was carried out and before its answer came. */
export interface Death {
  /** The last write of an object, and how often there is one of that name: from there on is counted, from 1. */
  readonly last: string;
  readonly times: number;
  readonly count: number;
  readonly when: 'before' | 'after';
}

/** A pod's process: everything that it writes passes here, and when it has died nothing leaves it or comes back. */
export interface MortalPod {
  /** The server as this process reaches it. */
  reach(server: ApiServer): ApiServer;
  readonly died: Promise<'died'>;
  /** What it has written, or tried to, as `create source Secret/x`, in its order. */
  readonly writes: readonly string[];
}

export function mortalPod(death?: Death): MortalPod {
  const writes: string[] = [];
  let isAlive = true;
  let since = 0;
  let die: () => void = () => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = () => {
      isAlive = false;
      resolve('died');
    };
  });
  const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
  const read = async <T>(call: () => Promise<T>): Promise<T> => (isAlive ? call() : never());
  async function write<T>(what: string, call: () => Promise<T>): Promise<T> {
    if (!isAlive) return never();
    const isCounted = death !== undefined && writes.filter((one) => one === death.last).length >= death.times;
    writes.push(what);
    if (isCounted) since += 1;
    const when = isCounted && since === death.count ? death.when : undefined;
    if (when === 'before') {
      die();
      return never();
    }
    const answer = await call();
    if (when === 'after') die();
    return read(() => Promise.resolve(answer));
  }
  return {
    died,
    writes,
    reach(server) {
      const on = (verb: string, kind: string, name: string): string => `${verb} ${server.label} ${kind}/${name}`;
      return {
        ...server,
        get: (...call) => read(() => server.get(...call)),
        list: (...call) => read(() => server.list(...call)),
        listMetadata: (...call) => read(() => server.listMetadata(...call)),
        request: (...call) => read(() => server.request(...call)),
        create: (...call) => write(on('create', call[0].kind, call[1].metadata.name), () => server.create(...call)),
        update: (...call) => write(on('update', call[0].kind, call[1].metadata.name), () => server.update(...call)),
        updateStatus: (...call) =>
          write(on('update', `${call[0].kind}/status`, call[1].metadata.name), () => server.updateStatus(...call)),
        mergePatch: (...call) => write(on('patch', call[0].kind, call[1].name), () => server.mergePatch(...call)),
        delete: (...call) => write(on('delete', call[0].kind, call[1].name), () => server.delete(...call)),
      };
    },
  };
}
