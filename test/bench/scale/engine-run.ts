/** A whole move between servers in memory: what it takes the engine, and those two, in one process. */
export interface EngineRun {
  readonly objects: number;
  readonly elapsedMs: number;
  readonly processorMs: number;
  /** The most that was in use at the end of a phase, both servers' objects included. */
  readonly heapMiB: number;
  readonly peakMiB: number | undefined;
}
