import pLimit from 'p-limit';

export interface WalkOptions {
  readonly concurrency: number;
  /** Aborted: what is under way ends, nothing more starts. */
  readonly signal?: AbortSignal | undefined;
}

export interface WalkOutcome<T> {
  readonly done: readonly T[];
  readonly failed: readonly { readonly item: T; readonly error: unknown }[];
  /** Not started: something failed, or the walk was aborted. */
  readonly skipped: readonly T[];
}

/**
 * Runs `work` on every item, each as soon as all items that it comes after are done, several at a time. After the
 * first failure nothing more starts: a move is all or none, so going on would only make more to undo.
 */
export async function walk<T>(
  items: readonly T[],
  comesAfter: (item: T) => readonly T[],
  work: (item: T) => Promise<void>,
  options: WalkOptions,
): Promise<WalkOutcome<T>> {
  const limit = pLimit(options.concurrency);
  const waitingFor = new Map<T, number>();
  const followers = new Map<T, T[]>();
  for (const item of items) followers.set(item, []);
  for (const item of items) {
    const before = new Set(comesAfter(item).filter((one) => followers.has(one)));
    waitingFor.set(item, before.size);
    for (const one of before) followers.get(one)?.push(item);
  }

  const done: T[] = [];
  const failed: { readonly item: T; readonly error: unknown }[] = [];
  const stopping = (): boolean => failed.length > 0 || options.signal?.aborted === true;
  let started = 0;
  let ended = 0;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });

  const start = (item: T): void => {
    started += 1;
    void limit(async () => {
      if (!stopping()) await attempt(item);
      ended += 1;
      if (ended === started) finish();
    });
  };
  const attempt = async (item: T): Promise<void> => {
    try {
      await work(item);
    } catch (error) {
      failed.push({ item, error });
      return;
    }
    done.push(item);
    for (const follower of followers.get(item) ?? []) {
      const left = (waitingFor.get(follower) ?? 0) - 1;
      waitingFor.set(follower, left);
      if (left === 0) start(follower);
    }
  };

  for (const item of items) if (waitingFor.get(item) === 0) start(item);
  if (started > 0) await finished;

  const reached = new Set<T>([...done, ...failed.map(({ item }) => item)]);
  return { done, failed, skipped: items.filter((item) => !reached.has(item)) };
}
