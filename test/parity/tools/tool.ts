import type { Pair } from '../../support/control-plane/start.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** How a run of either tool ended. */
export interface Ended {
  readonly code: number;
  /** What it wrote to both streams. */
  readonly said: string;
}

/** Moves a scenario's namespace from the source to the target of a pair. */
export type Tool = (pair: Pair, scenario: Pick<Scenario, 'namespace' | 'tsmoveFlags'>) => Promise<Ended>;
