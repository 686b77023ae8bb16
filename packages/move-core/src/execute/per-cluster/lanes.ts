import type { MoveEvent } from '../../events/types.ts';

/** Where the events of one of several moves go. */
export interface Lane {
  tell(event: MoveEvent): void;
  /** The move has ended, whichever way. */
  close(): void;
}

/**
 * Tells the events of moves that are under way at the same time one move after the other, in the order in which their
 * lanes were opened: who reads them need not know of more than one move at a time. What the first of them does is told
 * at once, what the others do when it has ended; each event keeps the time at which it happened.
 */
export function createLanes(tell: (event: MoveEvent) => void): () => Lane {
  const open: { readonly kept: MoveEvent[]; closed: boolean }[] = [];
  return () => {
    const lane = { kept: [] as MoveEvent[], closed: false };
    open.push(lane);
    return {
      tell(event) {
        if (open[0] === lane) tell(event);
        else lane.kept.push(event);
      },
      close() {
        lane.closed = true;
        while (open.at(0)?.closed === true) {
          open.shift();
          for (const event of open.at(0)?.kept.splice(0) ?? []) tell(event);
        }
      },
    };
  };
}
