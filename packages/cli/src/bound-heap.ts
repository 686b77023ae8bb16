import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** In MiB; V8 takes it twice, and would let it grow to 16. */
const youngGeneration = 4;

/** So much is allocated at most to make it grow, in arrays of 16 KiB: a third of it is enough. */
const mostArrays = 250;

/**
 * Keeps V8 from taking memory only because there is some: a move of 10,000 objects has 60 MiB in use, and would have two
 * and a half times as much. Garbage may grow to a fifth of what is in use and not to several times of it. What is new
 * stays small until `boundYoungGeneration`. There is no other way to say so in a process that runs already.
 */
export function boundHeap(): void {
  setFlagsFromString('--heap-growing-percent=20');
  keepYoungGeneration();
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
