import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import type { WatchMessage, WatchTask } from './report.ts';

/** A watch on the Clusters of one namespace on both sides, from outside of whoever moves them. */
export interface PauseWatch extends Disposable {
  /** The pause window of each Cluster, in ms. */
  windows(): Promise<readonly number[]>;
}

/** Starts the watching process; from when this resolves, nothing is missed. */
export async function watchPauses(pair: Pair, namespace: string, clusters: number): Promise<PauseWatch> {
  const server = ({ url, ca, adminToken }: ControlPlane): WatchTask['servers']['source'] => ({
    url,
    ca,
    token: adminToken,
  });
  const task: WatchTask = {
    servers: { source: server(pair.source), target: server(pair.target) },
    namespace,
    clusters,
  };
  const child = fork(join(import.meta.dirname, 'main.js'), [JSON.stringify(task)]);
  const lost = once(child, 'exit').then(([code]: unknown[]) => {
    throw new Error(`the watch of Clusters ended with ${String(code)}`);
  });
  lost.catch(() => undefined);
  const heard = async (): Promise<WatchMessage> => {
    const [message] = (await Promise.race([once(child, 'message'), lost])) as [WatchMessage];
    return message;
  };
  await heard();
  return {
    async windows() {
      const answer = heard();
      child.send('enough');
      const message = await answer;
      return message.type === 'windows' ? message.windows.map(([, ms]) => ms) : [];
    },
    // It has nothing to tidy up, and is gone long before the next contender is measured.
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
