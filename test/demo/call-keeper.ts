import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { join } from 'node:path';
import { goOn, type FromKeeper } from './messages.ts';

/** The process that holds the demo's clusters, as the demo sees it. */
export interface Keeper {
  readonly pid: number;
  /** Waits for its next message, which must be of this type. */
  hear<T extends FromKeeper['type']>(type: T): Promise<Extract<FromKeeper, { readonly type: T }>>;
  /** Lets it go on without us; its clusters run until its process is ended. */
  letGo(): Promise<void>;
  /** Has it stop the clusters, and resolves when it is gone; one that was let go is left alone. */
  end(): Promise<void>;
}

/** Starts the keeper in a session of its own: neither a Ctrl-C nor a closed terminal reaches it. */
export function callKeeper(): Keeper {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'demo.js'), '--hold'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true,
  });
  const gone = once(child, 'exit');
  let free = false;
  // Listened to from the start, so that nothing is lost between two calls of `hear`.
  const messages = on(child, 'message', { close: ['exit'] }) as AsyncIterator<[FromKeeper], undefined>;
  return {
    pid: child.pid ?? -1,
    async hear<T extends FromKeeper['type']>(type: T) {
      const { value } = await messages.next();
      const [message] = value ?? [];
      if (message === undefined) throw new Error('the process that holds the clusters ended early');
      if (message.type === 'failed') throw new Error(message.message);
      if (!isOf(message, type))
        throw new Error(`the process that holds the clusters said ${message.type} before ${type}`);
      return message;
    },
    async letGo() {
      await new Promise<void>((resolve, reject) => {
        child.send(goOn, (error) => {
          if (error === null) resolve();
          else reject(error);
        });
      });
      free = true;
      child.disconnect();
      child.unref();
    },
    async end() {
      if (free) return;
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}

function isOf<T extends FromKeeper['type']>(
  message: FromKeeper,
  type: T,
): message is Extract<FromKeeper, { readonly type: T }> {
  return message.type === type;
}
