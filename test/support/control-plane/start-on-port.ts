import { freePorts } from '../processes/free-ports.ts';
import type { ServerProcess } from '../processes/server-process.ts';
import { until } from '../processes/until.ts';

/** How often a server is given another port because somebody took the one the system chose before it could be used. */
const attempts = 5;

export interface Started {
  readonly process: ServerProcess;
  readonly port: number;
}

/** Starts a server on its earlier port, or (0) on one of the system's choice, and waits until it says it is ready. */
export async function startOnPort(
  earlier: number,
  launch: (port: number) => Promise<ServerProcess> | ServerProcess,
  ready: (port: number) => Promise<boolean>,
): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    const [chosen = 0] = earlier === 0 || attempt > 1 ? await freePorts(1) : [earlier];
    const process = await launch(chosen);
    const hopeless = (): string | undefined =>
      process.ended() === undefined ? undefined : `${String(process.ended())}\n${process.lastWords()}`;
    try {
      await until({ what: process.name, timeout: 120_000, interval: 25, hopeless }, () => ready(chosen));
      return { process, port: chosen };
    } catch (error) {
      await process.stop('SIGKILL');
      if (attempt >= attempts || !process.lastWords(40).includes('address already in use')) throw error;
    }
  }
}
