import type { Snapshot } from '../discover/snapshot.ts';
import { buildGraph } from '../graph/build.ts';
import type { ObjectGraph } from '../graph/types.ts';
import type { Provider } from '../provider/types.ts';

/** What was read before: most of what is read next is the same. */
export interface Reading {
  /** Of the source, all of it. */
  latest: Snapshot | undefined;
  /** How many objects the last list of a kind has brought, of either side: see `readAll`. */
  readonly sizes: Map<string, number>;
  /** True if another move reads the source after this one. */
  readonly shared: boolean;
  /** The graph of a snapshot. Moves that share a reading plan by what the last of them has seen, each once more. */
  graphOf(snapshot: Snapshot, providers: readonly Provider[]): ObjectGraph;
}

/** Nothing was read yet. */
export function createReading({ shared }: Pick<Reading, 'shared'>): Reading {
  let last: { readonly snapshot: Snapshot; readonly graph: ObjectGraph } | undefined;
  return {
    latest: undefined,
    sizes: new Map(),
    shared,
    graphOf(snapshot, providers) {
      if (last?.snapshot === snapshot) return last.graph;
      const graph = buildGraph(snapshot, providers);
      // It weighs as much as what it is of, and nobody else would ask for it.
      if (shared) last = { snapshot, graph };
      return graph;
    },
  };
}
