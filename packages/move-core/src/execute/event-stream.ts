import type { MoveEvent, MoveEventBody, Phase } from '../events/types.ts';
import { createStream } from './stream.ts';

/** The events of a move, from the one who makes them to those who read them. */
export interface EventStream extends AsyncIterable<MoveEvent> {
  emit(body: MoveEventBody, phase?: Phase): void;
  /** Tells an event of another stream: what it says stays, its number is of this one. */
  pass(event: MoveEvent): void;
  /** No more events: iterators end once they have read what there is. */
  end(): void;
}

/** Every iterator sees all events from the first one on. */
export function createEventStream(now: () => Date = () => new Date()): EventStream {
  const stream = createStream<MoveEvent>();
  return {
    emit(body, phase): void {
      stream.push((seq) => ({ ...body, seq, at: now().toISOString(), ...(phase === undefined ? {} : { phase }) }));
    },
    pass(event): void {
      stream.push((seq) => ({ ...event, seq }));
    },
    end: () => {
      stream.end();
    },
    [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
  };
}
