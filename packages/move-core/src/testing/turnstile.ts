import type { ApiServer } from '../server/types.ts';

/** Lets the requests of several actors pass one at a time, in an order that was laid down beforehand. */
export interface Turnstile {
  /** The same server, as this actor reaches it. */
  seenBy(actor: string, server: ApiServer): ApiServer;
  /** The actor sends nothing more: its turns are skipped. */
  leaves(actor: string): void;
}

/** @param order whose turn it is, request by request; when it is over everybody passes. */
export function turnstile(order: readonly string[]): Turnstile {
  const left = [...order];
  const gone = new Set<string>();
  const waiting = new Map<string, () => void>();

  function next(): void {
    while (left[0] !== undefined && gone.has(left[0])) left.shift();
    if (left[0] !== undefined) waiting.get(left[0])?.();
    else for (const go of waiting.values()) go();
  }
  async function inTurn<T>(actor: string, request: () => Promise<T>): Promise<T> {
    if (left[0] !== undefined && left[0] !== actor) {
      await new Promise<void>((resolve) => {
        waiting.set(actor, resolve);
        next();
      });
      waiting.delete(actor);
    }
    try {
      return await request();
    } finally {
      if (left[0] === actor) left.shift();
      next();
    }
  }
  return {
    seenBy: (actor, server) => ({
      ...server,
      get: (...call) => inTurn(actor, () => server.get(...call)),
      list: (...call) => inTurn(actor, () => server.list(...call)),
      listMetadata: (...call) => inTurn(actor, () => server.listMetadata(...call)),
      create: (...call) => inTurn(actor, () => server.create(...call)),
      update: (...call) => inTurn(actor, () => server.update(...call)),
      delete: (...call) => inTurn(actor, () => server.delete(...call)),
    }),
    leaves(actor) {
      gone.add(actor);
      next();
    },
  };
}

/** Every order in which two actors can have so many turns each. */
export function interleavings(turns: number): readonly (readonly string[])[] {
  const orders: string[][] = [];
  function grow(order: readonly string[], ofA: number, ofB: number): void {
    if (ofA === turns && ofB === turns) orders.push([...order]);
    if (ofA < turns) grow([...order, 'a'], ofA + 1, ofB);
    if (ofB < turns) grow([...order, 'b'], ofA, ofB + 1);
  }
  grow([], 0, 0);
  return orders;
}
