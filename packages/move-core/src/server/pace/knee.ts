export interface KneeOptions {
  /** Requests at once to begin with; no more than `most`. */
  readonly first: number;
  /** Requests at once at most. */
  readonly most: number;
}

/** How many requests may be under way at once: as many as make the server faster, and no more. */
export interface Knee {
  /** Requests at once, now. */
  readonly limit: number;
  /** An answer has come at `at`, in ms; `queued` tells whether others waited for a place meanwhile. */
  answered(at: number, queued: boolean): void;
  /** The server said 429: it has too much to do, for us or for everybody. */
  refused(): void;
}

/** Answers that one judgement rests on, for each place, and how long they have to take together, in ms. */
const answersPerPlace = 3;
const shortestWindowMs = 150;

/** Twice as many at once have to bring this much more, or it was not worth it: each one that waits in the server costs. */
const worthwhile = 1.2;

/** How many windows a decision stands before more is tried again: the server's other work comes and goes. */
const restWindows = 12;

const least = 2;

/**
 * Finds the number of requests in flight beyond which a server does not get faster. Where the round trip is what takes
 * time, twice as many bring twice as much; where the server's processors are, more only wait there, in front of everybody
 * else's requests. So what counts is answers per second, not the time of one: kinds differ in that by a factor of ten.
 *
 * It doubles while that pays, goes one step back when it does not, and tries again after a while. A 429 halves it at once.
 * Only times in which others waited for a place are judged: otherwise the limit was not what limited.
 */
export function findKnee({ first, most }: KneeOptions): Knee {
  let limit = Math.max(1, Math.min(first, most));
  let window: { readonly since: number; readonly answers: number } | undefined;
  /** What the step before brought, while it is not clear whether this one is better. */
  let before: { readonly limit: number; readonly rate: number } | undefined;
  let rest = 0;

  function settle(at: number): void {
    limit = at;
    before = undefined;
    rest = restWindows;
  }

  function judge(rate: number): void {
    if (before !== undefined && rate < before.rate * worthwhile) {
      settle(before.limit);
    } else if (rest > 0) {
      rest -= 1;
    } else if (limit < most) {
      before = { limit, rate };
      limit = Math.min(most, limit * 2);
    } else {
      settle(limit);
    }
  }

  return {
    get limit() {
      return limit;
    },
    answered(at, queued): void {
      if (!queued) {
        window = undefined;
        return;
      }
      window = window === undefined ? { since: at, answers: 0 } : { ...window, answers: window.answers + 1 };
      const elapsedMs = at - window.since;
      if (window.answers < limit * answersPerPlace || elapsedMs < shortestWindowMs) return;
      const rate = window.answers / elapsedMs;
      // What is under way still belongs to the old limit, so the next window begins with the next answer.
      window = undefined;
      judge(rate);
    },
    refused(): void {
      window = undefined;
      settle(Math.max(Math.min(least, most), Math.floor(limit / 2)));
    },
  };
}
