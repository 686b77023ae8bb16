import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** Objects in a source, and which of its namespaces is moved. */
export interface Scenario {
  /** What a reader of the test's output learns. */
  readonly name: string;
  /** The namespace that is moved. */
  readonly namespace: string;
  /** Other places that its objects are in; what is there counts as the scenario's. */
  readonly alsoIn?: readonly string[];
  /** Cluster-scoped objects of its own, by name. */
  readonly alsoNamed?: readonly string[];
  /** Flags for tsmove, where it asks for a word that clusterctl does not ask for. */
  readonly tsmoveFlags?: readonly string[];
  /** True if the source's garbage collector would undo what the scenario is about, and so has to wait until the end. */
  readonly withoutCollector?: true;
  /** Makes the objects; run on the source of each pair. */
  seed(source: ControlPlane): Promise<unknown>;
}
