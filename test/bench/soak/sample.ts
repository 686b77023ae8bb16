import { readdirSync, readlinkSync } from 'node:fs';

/** What the moving process holds after a move, when everything of it should be gone. */
export interface Sample {
  /** How many moves there were. */
  readonly moves: number;
  readonly seconds: number;
  readonly heapMiB: number;
  /** Memory outside of the heap that objects hold on to: buffers. */
  readonly externalMiB: number;
  readonly residentMiB: number;
  /** Undefined where there is no /proc. */
  readonly files: number | undefined;
  readonly sockets: number | undefined;
}

/** Collects garbage first: what is left is held by somebody. */
export function takeSample(moves: number): Sample {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  const open = openFiles();
  return {
    moves,
    seconds: performance.now() / 1000,
    heapMiB: heapUsed / 2 ** 20,
    externalMiB: external / 2 ** 20,
    residentMiB: rss / 2 ** 20,
    files: open?.length,
    sockets: open?.filter((target) => target.startsWith('socket:')).length,
  };
}

function openFiles(): readonly string[] | undefined {
  try {
    return readdirSync('/proc/self/fd').flatMap((name) => {
      try {
        return [readlinkSync(`/proc/self/fd/${name}`)];
      } catch {
        return []; // The one by which the folder was read.
      }
    });
  } catch {
    return undefined;
  }
}
