/** Values by rank, the lowest first; those of equal rank in the order in which they came. */
export interface Heap<T> {
  readonly size: number;
  /** The lowest rank. */
  readonly first: number | undefined;
  push(rank: number, value: T): void;
  pop(): T | undefined;
}

interface Entry<T> {
  readonly rank: number;
  readonly order: number;
  readonly value: T;
}

export function createHeap<T>(): Heap<T> {
  const entries: Entry<T>[] = [];
  let order = 0;
  const before = (a: Entry<T> | undefined, b: Entry<T> | undefined): boolean =>
    a !== undefined && b !== undefined && (a.rank < b.rank || (a.rank === b.rank && a.order < b.order));
  const swap = (a: number, b: number): void => {
    const [one, other] = [entries[a], entries[b]];
    if (one === undefined || other === undefined) return;
    entries[a] = other;
    entries[b] = one;
  };
  return {
    get size() {
      return entries.length;
    },
    get first() {
      return entries[0]?.rank;
    },
    push(rank, value): void {
      entries.push({ rank, order: (order += 1), value });
      for (let at = entries.length - 1; at > 0;) {
        const above = (at - 1) >> 1;
        if (!before(entries[at], entries[above])) return;
        swap(at, above);
        at = above;
      }
    },
    pop(): T | undefined {
      const [lowest] = entries;
      const last = entries.pop();
      if (lowest === undefined || last === undefined) return undefined;
      if (entries.length === 0) return lowest.value;
      entries[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const lower = before(entries[right], entries[left]) ? right : left;
        if (!before(entries[lower], entries[at])) return lowest.value;
        swap(at, lower);
        at = lower;
      }
    },
  };
}
