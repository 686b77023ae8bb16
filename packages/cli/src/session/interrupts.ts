import type { Signals, StopSignal } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

/** The user's wish to stop. */
export interface Interrupts {
  /** Aborts with the first signal. */
  readonly signal: AbortSignal;
  /** The first signal, once it has come. */
  received(): StopSignal | undefined;
  stopListening(): void;
}

/** What the user is told about the wish to stop. */
export interface StopTelling {
  /** It stops at the next safe point. */
  soon(): void;
  /** It stops at once, right after this. */
  atOnce(): void;
}

/** The first signal stops at the next safe point, the second at once. `tell` tells the user which of them it was. */
export function listenForInterrupts(signals: Signals, tell: StopTelling): Interrupts {
  const abort = new AbortController();
  let first: StopSignal | undefined;
  const stopListening = signals.listen((signal) => {
    if (first === undefined) {
      first = signal;
      tell.soon();
      abort.abort();
      return;
    }
    tell.atOnce();
    signals.exit(signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted);
  });
  return { signal: abort.signal, received: () => first, stopListening };
}
