import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** In MiB; V8 takes it twice, and would let it grow to 16. */
const youngGeneration = 4;

/** So much is allocated at most to make it grow, in arrays of 16 KiB: a third of it is enough. */
const mostArrays = 250;

/** In MiB, garbage included: what a move of 10,000 objects comes to although it is bounded from the start. */
const boundFrom = 96;

/** How often somebody looks, in ms. */
const lookEvery = 50;

/**
 * Keeps V8 from taking memory only because there is some: a move of 10,000 objects has 60 MiB in use, and would have two
 * and a half times as much. Where there is much, garbage may grow to a fifth of what is in use and not to several times of
 * it; before, to collect so often would be a tenth of what the command takes of the processor. What is new stays small
 * until `boundYoungGeneration`. There is no other way to say so in a process that runs already.
 */
export function boundHeap(): void {
  keepYoungGeneration();
  const looking = setInterval(() => {
    if (getHeapStatistics().used_heap_size < boundFrom * 2 ** 20) return;
    clearInterval(looking);
    setFlagsFromString('--heap-growing-percent=20');
    collect();
  }, lookEvery);
  looking.unref();
}

/**
 * Makes V8 collect all garbage. It keeps to a new bound from its next collection on, which it would let come late. A V8 that
 * does not take the order goes on as it is: no move may fail for it.
 */
function collect(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('globalThis.gc?.()');
}

/**
 * Lets the generation of what is new grow as far as pays for a move, and no further. It starts with 1 MiB; at 4 instead of
 * 16 a move has 25 to 35 MiB less, and its process takes a tenth more time of the processor, a few percent of what the
 * API servers take meanwhile.
 */
export function boundYoungGeneration(): void {
  // It is doubled at a collection that leaves more alive than there is room for.
  setFlagsFromString('--semi-space-growth-factor=2');
  const alive: number[][] = [];
  while (youngMiB() < 2 * youngGeneration && alive.length < mostArrays) alive.push(new Array<number>(2_000).fill(0));
  keepYoungGeneration();
}

function keepYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

function youngMiB(): number {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return (young?.space_size ?? 0) / 2 ** 20;
}
