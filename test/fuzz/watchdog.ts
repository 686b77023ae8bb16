import process from 'node:process';
import { Worker } from 'node:worker_threads';

/** A reader that does not come back lets nobody else say so: another thread does, and ends the process. */
export interface Watchdog {
  /** Another input is about to be read. */
  begin(run: number): void;
  end(): void;
  [Symbol.dispose](): void;
}

const deadAfterMs = 30_000;

const program = `
const { workerData, parentPort } = require('node:worker_threads');
const { beats, name, seed, deadAfterMs } = workerData;
let last = -1;
let since = Date.now();
setInterval(() => {
  const run = Atomics.load(beats, 0);
  const reading = Atomics.load(beats, 1) === 1;
  if (run !== last || !reading) { last = run; since = Date.now(); return; }
  if (Date.now() - since < deadAfterMs) return;
  require('node:fs').writeSync(2, name + ': input ' + run + ' of seed ' + seed + ' was still being read after ' + deadAfterMs + ' ms\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

export function watch(name: string, seed: number): Watchdog {
  const beats = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(program, { eval: true, workerData: { beats, name, seed, deadAfterMs } });
  worker.unref();
  return {
    begin(run) {
      Atomics.store(beats, 0, run);
      Atomics.store(beats, 1, 1);
    },
    end() {
      Atomics.store(beats, 1, 0);
    },
    [Symbol.dispose]() {
      void worker.terminate();
      // What a reader has filled memory with is not seen in the time that it took.
      const { rss } = process.memoryUsage();
      if (rss > 3 * 1024 ** 3) throw new Error(`${name}: the process has ${rss.toString()} bytes`);
    },
  };
}
