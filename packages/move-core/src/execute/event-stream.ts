import type { MoveEvent, MoveEventBody, Phase } from '../events/types.ts';

/** Events from the one who makes them to those who read them, without either waiting for the other. */
export interface EventStream extends AsyncIterable<MoveEvent> {
  emit(body: MoveEventBody, phase?: Phase): void;
  /** No more events: iterators end once they have read what there is. */
  end(): void;
}

/**
 * Every iterator sees all events from the first one on, however late it starts: a move is minutes long and its events
 * are small, so keeping them is cheaper than explaining which ones were missed.
 */
export function createEventStream(now: () => Date = () => new Date()): EventStream {
  const events: MoveEvent[] = [];
  const waiting = new Set<() => void>();
  let ended = false;

  const wake = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };

  return {
    emit(body, phase): void {
      if (ended) return;
      const seq = events.length + 1;
      events.push({ ...body, seq, at: now().toISOString(), ...(phase === undefined ? {} : { phase }) });
      wake();
    },
    end(): void {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator](): AsyncGenerator<MoveEvent, void, undefined> {
      for (let at = 0; ; at += 1) {
        while (at >= events.length) {
          if (ended) return;
          await new Promise<void>((resume) => waiting.add(resume));
        }
        const event = events[at];
        if (event !== undefined) yield event;
      }
    },
  };
}
