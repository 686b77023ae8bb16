/** Numbers from 0 up to 1 (not included), the same ones for the same seed (mulberry32). */
export type Dice = () => number;

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A while of at most `most` turns of the microtask queue: latency without a clock. */
export async function latency(dice: Dice, most: number): Promise<void> {
  for (let left = Math.floor(dice() * (most + 1)); left > 0; left -= 1) await Promise.resolve();
}
