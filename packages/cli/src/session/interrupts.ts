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

export const stopping =
  'Stopping at the next safe point, and undoing what was begun if nothing is deleted yet. Once more (Ctrl-C) stops at once.';
export const stoppedAtOnce =
  'Stopped at once. What state the two clusters are in is not known; tsmove plan tells what is in the source.';

/** The first signal stops at the next safe point, the second at once. `say` tells the user which of them it was. */
export function listenForInterrupts(signals: Signals, say: (sentence: string) => void): Interrupts {
  const abort = new AbortController();
  let first: StopSignal | undefined;
  const stopListening = signals.listen((signal) => {
    if (first === undefined) {
      first = signal;
      say(stopping);
      abort.abort();
      return;
    }
    say(stoppedAtOnce);
    signals.exit(signal === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted);
  });
  return { signal: abort.signal, received: () => first, stopListening };
}
