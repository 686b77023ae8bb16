import { createDice, latency, type Dice } from './random.ts';
import type { Failures, Outage } from './failures.ts';

/** A process that works on a move and may end at any step: from then on nothing that it asked for comes back. */
export interface FailingProcess {
  readonly dice: Dice;
  /** Resolves when it has died. */
  readonly died: Promise<void>;
  /** It ends by itself: whatever it still has under way comes to nothing. */
  exit(): void;
  /** Carries out a read, or, as one step, a write. */
  call<T>(place: Outage['place'], call: Call<T>): Promise<T>;
}

export interface Call<T> {
  readonly isStep: boolean;
  carryOut(): Promise<T>;
  /** What to do instead while an outage lasts. */
  fail(how: Outage['how']): Promise<T>;
  /** It was under way when the process ended. */
  leftBehind(dice: Dice): Promise<void>;
}

const longestLatency = 6;

export function createProcess(failures: Failures): FailingProcess {
  const dice = createDice(failures.seed);
  const calls = { source: 0, target: 0, journal: 0 };
  let steps = 0;
  let alive = true;
  let died: () => void = () => undefined;
  const death = new Promise<void>((resolve) => {
    died = resolve;
  });
  const isAlive = (): boolean => alive;
  const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

  function die<T>(): Promise<T> {
    alive = false;
    died();
    return never();
  }
  function outageAt(place: Outage['place'], call: number): Outage | undefined {
    return failures.outages.find(
      (one) => one.place === place && call >= one.fromCall && call < one.fromCall + one.calls,
    );
  }

  return {
    dice,
    died: death,
    exit() {
      alive = false;
    },
    async call(place, call) {
      if (!isAlive()) return never();
      calls[place] += 1;
      const outage = outageAt(place, calls[place]);
      await latency(dice, longestLatency);
      if (!isAlive()) {
        await call.leftBehind(dice).catch(() => undefined);
        return never();
      }
      if (call.isStep) steps += 1;
      const lastStep = call.isStep && failures.dies?.atStep === steps;
      if (lastStep && failures.dies.when === 'before') {
        await call.leftBehind(dice).catch(() => undefined);
        return die();
      }
      const outcome = outage === undefined ? call.carryOut() : call.fail(outage.how);
      if (lastStep) {
        await outcome.catch(() => undefined);
        return die();
      }
      try {
        return await outcome;
      } finally {
        await latency(dice, longestLatency);
        if (!isAlive()) await never();
      }
    },
  };
}
