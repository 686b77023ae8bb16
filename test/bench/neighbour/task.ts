import type { ServerAccess } from '../pause-window/task.ts';

/** What the foreign client is told. */
export interface ClientTask {
  readonly server: ServerAccess;
  /** One that no move touches, with these ConfigMaps in it. */
  readonly namespace: string;
  readonly names: readonly string[];
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
}

/** What it has met, in ms. */
export interface Met {
  readonly reads: readonly number[];
  readonly writes: readonly number[];
  readonly failed: number;
}
