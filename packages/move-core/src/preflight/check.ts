import { ApiError, type Diagnostic } from '../errors.ts';
import type { LimitedReader } from '../discover/reader.ts';
import type { Snapshot } from '../discover/snapshot.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { Plan } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import type { ServedResources } from '../server/resources/types.ts';

/** What every check may look at; nothing of it can write. */
export interface PreflightContext {
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly source: LimitedReader;
  readonly target: LimitedReader;
  readonly providers: readonly Provider[];
  /** Status is to be written in the target. */
  readonly needStatus: boolean;
  /** The journal is kept in both clusters. */
  readonly journalInClusters: boolean;
  /** What the target serves. */
  readonly served: ServedResources;
  /** Namespaces of planned objects, as the target has them. */
  readonly targetNamespaces: ReadonlyMap<string, TargetNamespace>;
}

/** `hidden`: the target did not let us look. */
export type TargetNamespace = KubeObject | 'missing' | 'hidden';

/** One question that preflight asks; everything it finds. */
export type Check = (context: PreflightContext) => Promise<readonly Diagnostic[]>;

/**
 * Runs a check so that a refused read is a finding and not the end of all other checks. Cut connections and aborts
 * are raised.
 */
export async function runCheck(
  what: string,
  check: () => Promise<readonly Diagnostic[]>,
): Promise<readonly Diagnostic[]> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [{ code: 'not-checkable', severity: 'error', message: `${what} could not be checked: ${error.message}` }];
  }
}

/** An error finding; the most common kind. */
export function failure(code: string, message: string, remedy: string): Diagnostic {
  return { code, severity: 'error', message, remedy };
}
