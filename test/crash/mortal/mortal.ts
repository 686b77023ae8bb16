import { DeathError } from './death-error.ts';

/** Where a process dies: at a write, right before it is sent or right after it was carried out. */
export interface CrashPoint {
  readonly name: string;
  readonly when: 'before' | 'after';
}

/**
 * The life of one process, shared by everything through which it acts on the world: two API servers and a journal.
 * Once it is dead, every call rejects with DeathError and nothing more is sent.
 */
export interface Mortal {
  /** The names of all writes so far that a process could die at, in the order in which they were about to be sent. */
  readonly writes: readonly string[];
  readonly isDead: boolean;
  /** Resolves at the moment of death; never for a process that lives on. */
  readonly death: Promise<void>;
  /** The phase that writes belong to from now on. */
  enter(phase: string): void;
  /** A call that changes nothing, or that happens at no certain time: not a point, and refused after death. */
  act<T>(call: () => Promise<T>): Promise<T>;
  /** A write. `name` tells the object and the verb; phase and ordinal are added here. */
  write<T>(name: string, call: () => Promise<T>): Promise<T>;
  /** Several facts that are written together, named as they are to be reported. */
  writeTogether<T>(names: readonly string[], call: () => Promise<T>): Promise<T>;
  /** Awaited right before a request leaves: one that waited for its turn in a pool dies there. */
  requireAlive(): void;
  /** Dies now. */
  die(): void;
  /** Resolves once nothing that was sent before the death is under way any more. */
  quiet(): Promise<void>;
}

export function createMortal(at?: CrashPoint): Mortal {
  const writes: string[] = [];
  const seen = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  let phase = 'start';
  let dead = false;
  let end: () => void = () => undefined;
  const death = new Promise<void>((resolve) => (end = resolve));

  function die(): void {
    dead = true;
    end();
  }
  function requireAlive(): void {
    if (dead) throw new DeathError();
  }
  /** The dead do not wait for answers, but a request that has left goes its way. */
  async function send<T>(call: () => Promise<T>): Promise<T> {
    requireAlive();
    const sent = call();
    const settled = sent.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    void settled.finally(() => underWay.delete(settled));
    const answer = await Promise.race([sent, death]);
    requireAlive();
    // Only the death resolves to nothing in its own right, and that was asked just now.
    return answer as T;
  }
  function numbered(name: string): string {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}#${count}`;
  }
  async function writeTogether<T>(names: readonly string[], call: () => Promise<T>): Promise<T> {
    requireAlive();
    const points = names.map(numbered);
    writes.push(...points);
    const hit = at !== undefined && points.includes(at.name);
    if (hit && at.when === 'before') die();
    try {
      return await send(call);
    } finally {
      if (hit) die();
      requireAlive();
    }
  }

  return {
    writes,
    get isDead(): boolean {
      return dead;
    },
    death,
    enter(next): void {
      phase = next;
    },
    act: send,
    async write(name, call) {
      requireAlive();
      // Events are read by someone else in the same process: let him hear which phase this is.
      await new Promise((resolve) => setImmediate(resolve));
      return writeTogether([`${phase}/${name}`], call);
    },
    writeTogether,
    requireAlive,
    die,
    async quiet(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
