/** What goes wrong while one process is at work on a move. */
export interface Failures {
  /** The process ends at this step: a write to either server, or to the journal; counts from 1. */
  readonly dies?: { readonly atStep: number; readonly when: 'before' | 'after' };
  readonly outages: readonly Outage[];
  /** Decides in what order answers arrive, and what of the rest was sent when the process ended. */
  readonly seed: number;
}

/** One place fails for a while. */
export interface Outage {
  readonly place: 'source' | 'target' | 'journal';
  /** The first request of the process to this place that it strikes; counts from 1. */
  readonly fromCall: number;
  readonly calls: number;
  /**
   * `refused`: not carried out, and that is known; `lost`: carried out, but no answer; `unsent`: not carried out, but
   * that is not known; `error`: a 500 without anything being done; `echo`: carried out, and tried again by the
   * transport because the answer was lost.
   */
  readonly how: 'refused' | 'lost' | 'unsent' | 'error' | 'echo';
}

export const noFailures: Failures = { outages: [], seed: 1 };
