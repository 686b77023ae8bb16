export type Side = 'source' | 'target';

/** Where a side process sends its requests. */
export interface ServerAccess {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

/** What the watching process is told. */
export interface WatchTask {
  readonly servers: Readonly<Record<Side, ServerAccess>>;
  readonly namespace: string;
  /** How many Clusters are to be resumed before it answers. */
  readonly clusters: number;
}
