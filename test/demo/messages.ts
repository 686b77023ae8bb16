/** How to reach one of the two clusters. */
export interface ClusterAccess {
  readonly kubeconfig: string;
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

export interface Clusters {
  readonly source: ClusterAccess;
  readonly target: ClusterAccess;
}

/** What the keeper tells the demo, in this order; `failed` may come instead of any. */
export type FromKeeper =
  | { readonly type: 'started'; readonly clusters: Clusters }
  /** The objects that were built in the source, by kind. */
  | { readonly type: 'built'; readonly kinds: Readonly<Record<string, number>> }
  | { readonly type: 'failed'; readonly message: string };

/** The one thing that the demo tells the keeper: go on without me. */
export const goOn = 'go on';
