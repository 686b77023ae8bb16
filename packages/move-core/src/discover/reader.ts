import pLimit from 'p-limit';
import type { KubeObject } from '../model/kube-object.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ApiServer, CallOptions, ListOptions, MetadataListOptions, ObjectKey } from '../server/types.ts';

/** An API server for reading only, with a limit on requests at once and a signal on each of them. */
export interface LimitedReader {
  readonly server: ApiServer;
  /** For requests of other forms. */
  readonly call: CallOptions;
  get(type: ResourceType, key: ObjectKey, options?: CallOptions): Promise<KubeObject | undefined>;
  list(type: ResourceType, options?: ListOptions): Promise<readonly KubeObject[]>;
  listMetadata(type: ResourceType, options?: MetadataListOptions): Promise<readonly KubeObject[]>;
  /** Counts any other read towards the limit. */
  limited<T>(read: () => Promise<T>): Promise<T>;
}

/** A reader of `server` with at most `concurrency` requests in flight. */
export function limitReads(
  server: ApiServer,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): LimitedReader {
  const limit = pLimit(options.concurrency);
  const { signal } = options;
  return {
    server,
    call: { signal },
    get: (type, key, call = {}) => limit(() => server.get(type, key, { signal, ...call })),
    list: (type, call = {}) => limit(() => server.list(type, { signal, ...call })),
    listMetadata: (type, call = {}) => limit(() => server.listMetadata(type, { signal, ...call })),
    limited: (read) => limit(read),
  };
}
