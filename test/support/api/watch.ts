import { setTimeout as pause } from 'node:timers/promises';
import { ApiFailure, type Api, type KubeList, type KubeObject } from './api.ts';

export interface Seen {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

export interface Watching {
  /** Resolves when the first list has been handed over: from then on nothing is missed. */
  readonly started: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Lists a collection, then watches it: every object is handed over once as ADDED, every change after it, in the server's
 * order. After an expired resourceVersion, a restart of the server or a dropped connection it lists again; what vanished
 * meanwhile is handed over as DELETED, as an informer does.
 */
export function watch(api: Api, path: string, seen: (event: Seen) => void): Watching {
  const stopped = new AbortController();
  const isStopped = (): boolean => stopped.signal.aborted;
  let present = new Map<string, KubeObject>();
  let begun: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));

  async function list(): Promise<string> {
    const { items, metadata } = await api.call<KubeList>('GET', path);
    const before = present;
    present = new Map(items.map((object) => [String(object.metadata.uid), object]));
    for (const [uid, object] of before) if (!present.has(uid)) seen({ type: 'DELETED', object });
    for (const [uid, object] of present) {
      const known = before.get(uid);
      if (known === undefined) seen({ type: 'ADDED', object });
      else if (known.metadata.resourceVersion !== object.metadata.resourceVersion) seen({ type: 'MODIFIED', object });
    }
    begun();
    return metadata.resourceVersion;
  }

  async function follow(from: string): Promise<void> {
    let resourceVersion = from;
    const query = path.includes('?') ? '&' : '?';
    while (!isStopped()) {
      const body = await api.stream(
        `${path}${query}watch=1&allowWatchBookmarks=true&timeoutSeconds=600&resourceVersion=${resourceVersion}`,
        stopped.signal,
      );
      for await (const line of lines(body)) {
        const event = JSON.parse(line) as { type: string; object: KubeObject };
        if (event.type === 'ERROR') return;
        resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
        if (event.type === 'BOOKMARK') continue;
        const uid = String(event.object.metadata.uid);
        if (event.type === 'DELETED') present.delete(uid);
        else present.set(uid, event.object);
        seen(event as Seen);
      }
    }
  }

  const loop = (async (): Promise<void> => {
    while (!isStopped()) {
      try {
        await follow(await list());
      } catch (error) {
        if (isStopped()) return;
        // 404: the kind is not installed (any more). Everything else passes by itself: a restarting server, 410, 429.
        if (error instanceof ApiFailure && error.status === 404) begun();
        await pause(200, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  })();

  return {
    started,
    async stop() {
      stopped.abort();
      await loop;
    },
  };
}

/** Not node:readline: its iterator does not report that the stream broke. */
async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((line) => line !== '');
  }
}
