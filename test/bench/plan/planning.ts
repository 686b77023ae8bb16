/** What planning so many objects took, in a process of its own. */
export interface Planning {
  readonly objects: number;
  /** The objects themselves, in MiB of heap. */
  readonly snapshotMiB: number;
  /** The graph alone, which is a part of planning. */
  readonly graphMs: number;
  /** The first plan of the process, as every user's is. */
  readonly firstMs: number;
  /** Its processor time, which says more than the time where others want the processor, too. */
  readonly firstProcessorMs: number;
  /** The median of those after it. */
  readonly laterMs: number;
  /** What the plan keeps, in MiB of heap. */
  readonly planMiB: number;
  /** The largest resident size of the process, with everything. */
  readonly peakMiB: number | undefined;
}

/** How much longer one object takes among the many than among the few; 1: the time grows as the number does. */
export function growth(few: Planning, many: Planning): number {
  return many.firstProcessorMs / many.objects / (few.firstProcessorMs / few.objects);
}
