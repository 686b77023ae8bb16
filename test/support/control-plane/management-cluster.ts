import type { Api } from '../api/api.ts';
import type { Kinds } from '../api/discovery.ts';

/** A management cluster as far as every driver can give it: also one that is not ours to stop or to look into. */
export interface ManagementCluster extends AsyncDisposable {
  readonly name: string;
  /** The path of a kubeconfig whose current context leads to it. */
  readonly kubeconfig: string;
  /** A connection as whom the kubeconfig says, closed by {@link stop}. */
  readonly api: Api;
  readonly kinds: Kinds;
  /** Ends it, or takes out of it what was brought in. May be called again. */
  stop(): Promise<void>;
}
