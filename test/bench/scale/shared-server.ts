import { createHeap } from './heap.ts';

/** How an API server behaves that many clients use at once. Times in ms. */
export interface SharedServerOptions {
  /** Processors. Whoever is being served shares them evenly. */
  readonly processors: number;
  /** Requests that are served at once; the others queue, each client by itself, and are let in in turn (API priority and fairness). */
  readonly seats: number;
  /** How many requests of one client may queue; the next one is answered with 429. */
  readonly queueLength: number;
}

interface Served {
  readonly client: number;
  readonly work: number;
  readonly done: (refused: boolean) => void;
}

/**
 * A server in virtual time. `advance` moves the time on; the processor time of a request is what it takes alone, and it
 * takes longer the more are served with it.
 */
export interface SharedServer {
  readonly now: number;
  readonly serving: number;
  send(client: number, work: number, done: (refused: boolean) => void): void;
  /** Calls back at a time, in virtual ms. */
  at(time: number, call: () => void): void;
  /** Runs until nothing is left to happen, or until the time. */
  run(until: number): void;
}

export function createSharedServer({ processors, seats, queueLength }: SharedServerOptions): SharedServer {
  let now = 0;
  /** How much processor time each request that is served has had so far, if it has been there from the beginning. */
  let share = 0;
  const serving = createHeap<Served>();
  const calls = createHeap<() => void>();
  const queues = new Map<number, Served[]>();

  const rate = (): number => (serving.size <= processors ? 1 : processors / serving.size);
  const admit = (one: Served): void => {
    serving.push(share + one.work, one);
  };

  function letIn(): void {
    while (serving.size < seats) {
      const [next] = queues;
      if (next === undefined) return;
      const [client, waiting] = next;
      const one = waiting.shift();
      // To the end of the line: each client in turn.
      queues.delete(client);
      if (waiting.length > 0) queues.set(client, waiting);
      if (one !== undefined) admit(one);
    }
  }

  function pass(time: number): void {
    share += (time - now) * rate();
    now = time;
  }

  return {
    get now() {
      return now;
    },
    get serving() {
      return serving.size;
    },
    send(client, work, done): void {
      const one = { client, work, done };
      if (serving.size < seats) {
        admit(one);
        return;
      }
      const waiting = queues.get(client) ?? [];
      if (waiting.length >= queueLength) {
        done(true);
        return;
      }
      waiting.push(one);
      queues.set(client, waiting);
    },
    at: (time, call) => {
      calls.push(time, call);
    },
    run(until): void {
      for (;;) {
        const call = calls.first ?? Number.POSITIVE_INFINITY;
        const end = serving.first === undefined ? Number.POSITIVE_INFINITY : now + (serving.first - share) / rate();
        const next = Math.min(call, end);
        if (next > until || next === Number.POSITIVE_INFINITY) return;
        pass(next);
        if (end <= call) {
          const one = serving.pop();
          letIn();
          one?.done(false);
        } else calls.pop()?.();
      }
    },
  };
}
