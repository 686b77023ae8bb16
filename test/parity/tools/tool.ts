import type { Pair } from '../../support/control-plane/start.ts';
import type { Scenario } from '../scenarios/scenario.ts';

/** How a run of either tool ended. */
export interface Ended {
  readonly code: number;
  /** What it wrote to both streams. */
  readonly said: string;
}

/** A program that moves namespaces. */
export interface Tool {
  readonly name: 'clusterctl' | 'tsmove';
  /** Moves a scenario's namespace from the source of a pair to its target. */
  move(pair: Pair, scenario: Pick<Scenario, 'namespace' | 'tsmoveFlags'>): Promise<Ended>;
  /** Says what a move of the namespace would do, as far as the tool can, and changes nothing. */
  look(pair: Pair, namespace: string): Promise<Ended>;
}
