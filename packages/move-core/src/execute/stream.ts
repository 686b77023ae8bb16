/** Items from the one who makes them to those who read them, without either waiting for the other. */
export interface Stream<Item> extends AsyncIterable<Item> {
  /** `make` is given the item's number, from 1. Not called any more after `end`. */
  push(make: (seq: number) => Item): void;
  /** No more items: iterators end once they have read what there is. */
  end(): void;
}

/**
 * Every iterator sees all items from the first one on, however late it starts: a move is minutes long and its events
 * are small, so keeping them is cheaper than explaining which ones were missed.
 */
export function createStream<Item>(): Stream<Item> {
  const items: Item[] = [];
  const waiting = new Set<() => void>();
  let ended = false;

  const wake = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };

  return {
    push(make): void {
      if (ended) return;
      items.push(make(items.length + 1));
      wake();
    },
    end(): void {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
      for (let at = 0; ; at += 1) {
        while (at >= items.length) {
          if (ended) return;
          await new Promise<void>((resume) => waiting.add(resume));
        }
        const item = items[at];
        if (item !== undefined) yield item;
      }
    },
  };
}
