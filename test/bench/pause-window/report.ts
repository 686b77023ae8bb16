export type Side = 'source' | 'target';

/** What the watching process is told: its only argument, as JSON. */
export interface WatchTask {
  readonly servers: Readonly<Record<Side, { readonly url: string; readonly ca: string; readonly token: string }>>;
  readonly namespace: string;
  /** How many Clusters are to be resumed before it is asked for the windows. */
  readonly clusters: number;
}

/** What it says: first that nothing is missed from now on, and when it is asked, all windows in ms. */
export type WatchMessage =
  | { readonly type: 'watching' }
  | { readonly type: 'windows'; readonly windows: readonly (readonly [cluster: string, ms: number])[] };
