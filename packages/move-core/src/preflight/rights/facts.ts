import type { Snapshot } from '../../discover/snapshot.ts';
import type { Plan } from '../../plan/types.ts';
import type { Provider } from '../../provider/types.ts';
import type { ServedResources } from '../../server/resources/types.ts';
import type { Side } from './right.ts';

/** What follows from a plan, and what is known of both sides besides it: everything that rights depend on. */
export interface RightsFacts {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly providers: readonly Provider[];
  /** Status is to be written in the target. */
  readonly needStatus: boolean;
  /** Namespaces of planned objects as the target has them; `hidden`: it did not let us look. */
  readonly targetNamespaces: ReadonlyMap<string, 'present' | 'missing' | 'hidden'>;
  /** UIDs of shared objects that the target has already, and which are neither changed nor deleted there. */
  readonly present: ReadonlySet<string>;
  /** Sides that have no namespace for the Leases of moves yet. */
  readonly withoutSystemNamespace: ReadonlySet<Side>;
  /** True if the journal is kept in both clusters. */
  readonly journalInClusters: boolean;
  /** True if one of the sides has no provider inventory, so that definitions are compared. */
  readonly withoutInventory: boolean;
  /** What each side serves, as far as it is known. */
  readonly served: Readonly<Record<Side, ServedResources | undefined>>;
}
