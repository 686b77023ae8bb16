import type { Manager } from './manager.ts';

/** Managers that belong together. */
export interface Family extends AsyncDisposable {
  readonly managers: readonly Manager[];
  /** Stops all that still run, at the same time; resolves when the last has ended. */
  stop(): Promise<void>;
}

/** Starts managers at the same time. If one does not start, the others are stopped before that is thrown. */
export async function startFamily(starts: readonly (() => Promise<Manager>)[]): Promise<Family> {
  const settled = await Promise.allSettled(starts.map((start) => start()));
  const managers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(managers.map((manager) => manager.stop()));
  };
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { managers, stop, [Symbol.asyncDispose]: stop };
}
