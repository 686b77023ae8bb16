import type { Dispatcher } from 'undici';
import { type DispatcherOptions, openDispatcher } from './dispatcher.ts';
import type { Credentials, Endpoint } from './endpoint.ts';
import type { WireRequest } from './exchange.ts';

/** A pool together with the credentials it was opened with. */
export interface Link {
  readonly dispatcher: Dispatcher;
  readonly headers: WireRequest['headers'];
}

/** The pool of one API server, and its exchange for another when the credentials change. */
export interface Connection {
  readonly renewable: boolean;
  link(): Link;
  /** Obtains new credentials, once however many requests found `stale` refused. Raises KubeconfigError. */
  renew(stale: Link): Promise<void>;
  /** Waits for requests in flight up to `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

export function openConnection(
  endpoint: Endpoint,
  credentials: Credentials,
  options: DispatcherOptions & { readonly renewCredentials?: () => Promise<Credentials> },
): Connection {
  const { renewCredentials } = options;
  const dispatchers = new Set<Dispatcher>();
  let latest = credentials;
  let current = open(credentials);
  let renewal: Promise<void> | undefined;

  function open(used: Credentials): Link {
    const dispatcher = openDispatcher(endpoint, used, options);
    dispatchers.add(dispatcher);
    return { dispatcher, headers: wireHeaders(used) };
  }

  function retire(dispatcher: Dispatcher): void {
    const forget = (): void => void dispatchers.delete(dispatcher);
    dispatcher.close().then(forget, forget);
  }

  async function exchange(load: () => Promise<Credentials>): Promise<void> {
    const next = await load();
    const { dispatcher } = current;
    // A client certificate belongs to the connection, a token to the request.
    const sameTls = next.cert === latest.cert && next.key === latest.key;
    latest = next;
    current = sameTls ? { dispatcher, headers: wireHeaders(next) } : open(next);
    if (!sameTls) retire(dispatcher);
  }

  return {
    renewable: renewCredentials !== undefined,
    link: () => current,
    async renew(stale) {
      if (renewCredentials === undefined || stale !== current) return;
      renewal ??= exchange(renewCredentials).finally(() => {
        renewal = undefined;
      });
      await renewal;
    },
    async close(graceMs) {
      const open = [...dispatchers];
      let timer: NodeJS.Timeout | undefined;
      const grace = new Promise((resolve) => {
        timer = setTimeout(resolve, graceMs);
      });
      await Promise.race([Promise.allSettled(open.map((one) => one.close())), grace]);
      clearTimeout(timer);
      await Promise.allSettled(open.map((one) => one.destroy()));
    },
  };
}

function wireHeaders({ headers }: Credentials): WireRequest['headers'] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
