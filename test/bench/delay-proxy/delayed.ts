/** Delay knows how to let things out in the order they came in, each a fixed time later. */
export interface Delay<T> {
  put(item: T): void;
  /** Forgets what is still inside. */
  clear(): void;
}

/**
 * A line of fixed length: as much is on it as is put in, and nothing waits for what is ahead of it. `until` is when it
 * opens: what comes earlier sets out then.
 */
export function delayed<T>(ms: number, opens: number, out: (item: T) => void): Delay<T> {
  const line: { readonly item: T; readonly due: number }[] = [];
  let first = 0;
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    timer = undefined;
    const now = performance.now();
    let next = line[first];
    while (next !== undefined && next.due <= now) {
      first += 1;
      out(next.item);
      next = line[first];
    }
    if (next !== undefined) {
      // Timers have whole milliseconds and cut the rest off; too early would be one more turn for nothing.
      timer = setTimeout(wake, Math.ceil(next.due - now));
    } else {
      line.length = 0;
      first = 0;
    }
  }

  return {
    put(item) {
      line.push({ item, due: Math.max(performance.now(), opens) + ms });
      timer ??= setTimeout(wake, ms);
    },
    clear() {
      clearTimeout(timer);
      line.length = 0;
      first = 0;
    },
  };
}
