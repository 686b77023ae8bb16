import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A program of ours beside a contender, which watches something until it is asked what it has seen. */
export interface SideProcess<T> extends Disposable {
  answer(): Promise<T>;
}

/** What it says: first that it is at work, then its answer. */
type Said<T> = { readonly type: 'ready' } | { readonly type: 'answer'; readonly answer: T };

/** Starts a program with its task as JSON; from when this resolves it is at work. */
export async function startSideProcess<T>(program: string, task: unknown): Promise<SideProcess<T>> {
  const child = fork(program, [JSON.stringify(task)]);
  const lost = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`${program} ended with ${String(code)}`);
  });
  lost.catch(() => undefined);
  const heard = async (): Promise<Said<T>> => {
    const [message] = (await Promise.race([once(child, 'message'), lost])) as [Said<T>];
    return message;
  };
  await heard();
  return {
    async answer() {
      const waiting = heard();
      child.send('answer');
      const said = await waiting;
      if (said.type !== 'answer') throw new Error(`${program} has no answer`);
      return said.answer;
    },
    // It has nothing to tidy up, and is gone long before the next contender is measured.
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
