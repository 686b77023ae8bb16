import { randomNumbers } from '../../crash/kill/random.ts';
import { quantile } from '../result/statistics.ts';
import { findKnee } from './engine-parts.ts';
import { createSharedServer, type SharedServerOptions } from './shared-server.ts';

/** What is simulated: many movers with one target, and a client of it that has nothing to do with them. Times in ms. */
export interface FleetOptions {
  readonly movers: number;
  readonly objectsEach: number;
  readonly server: SharedServerOptions;
  readonly roundTripMs: number;
  /** Processor time of each write of an object on average, in the order in which they are sent. It varies: exponentially. */
  readonly writesMs: readonly number[];
  /** Requests under way of one mover at most. */
  readonly mostAtOnce: number;
  /** Absent: as many as the engine finds worth it. A number: always so many. */
  readonly alwaysAtOnce?: number;
}

export interface FleetResult {
  /** Until the last mover is done. */
  readonly elapsedMs: number;
  /** Of the processors of the target. */
  readonly utilisation: number;
  /** Requests under way at once, all movers together, on average. */
  readonly underWay: number;
  readonly refusals: number;
  /** The answer times of the other client, its round trip included. */
  readonly neighbour: { readonly medianMs: number; readonly p99Ms: number };
}

const neighbourEveryMs = 250;
const neighbourWorkMs = 0.5;
const retryAfterMs = 1_000;

/**
 * Lets the engine's own way of finding its pace work against a server that others use as well. An object's writes come one
 * after the other, all objects at once; a refusal is repeated after a second, as the engine does.
 */
export function simulateFleet(options: FleetOptions): FleetResult {
  const { movers, objectsEach, roundTripMs, writesMs } = options;
  const server = createSharedServer(options.server);
  const dice = randomNumbers(1);
  let busyMovers = movers;
  let refusals = 0;
  let underWay = 0;
  let finishedAt = 0;
  const looks: number[] = [];
  const answers: number[] = [];

  function move(client: number): void {
    const knee = findKnee({ first: 16, most: options.mostAtOnce });
    const limit = (): number => options.alwaysAtOnce ?? knee.limit;
    /** Objects with so many writes behind them that wait for a place. */
    const waiting: number[] = Array.from({ length: objectsEach }, () => 0);
    let inFlight = 0;
    let left = objectsEach;

    const fill = (): void => {
      while (inFlight < limit()) {
        const written = waiting.pop();
        if (written === undefined) return;
        inFlight += 1;
        underWay += 1;
        server.at(server.now + roundTripMs / 2, () => send(written));
      }
    };
    const send = (written: number): void => {
      // Without variation all requests of a burst would end at the same moment, and so begin the next burst together.
      const work = (writesMs[written] ?? 0) * -Math.log(1 - dice());
      server.send(client, work, (refused) => {
        server.at(server.now + roundTripMs / 2, () => answered(written, refused));
      });
    };
    const answered = (written: number, refused: boolean): void => {
      inFlight -= 1;
      underWay -= 1;
      if (refused) {
        refusals += 1;
        knee.refused();
        server.at(server.now + retryAfterMs, () => {
          waiting.push(written);
          fill();
        });
      } else {
        knee.answered(server.now, waiting.length > 0);
        if (written + 1 < writesMs.length) waiting.push(written + 1);
        else left -= 1;
        if (left === 0) {
          busyMovers -= 1;
          finishedAt = server.now;
        }
      }
      fill();
    };
    fill();
  }

  const neighbour = (): void => {
    if (busyMovers === 0) return;
    looks.push(underWay);
    const begun = server.now;
    server.at(begun + roundTripMs / 2, () => {
      server.send(-1, neighbourWorkMs, (refused) => {
        if (!refused) answers.push(server.now + roundTripMs / 2 - begun);
      });
    });
    server.at(begun + neighbourEveryMs, neighbour);
  };

  for (let client = 0; client < movers; client += 1) move(client);
  neighbour();
  server.run(Number.POSITIVE_INFINITY);

  const work = movers * objectsEach * writesMs.reduce((sum, ms) => sum + ms, 0);
  return {
    elapsedMs: finishedAt,
    utilisation: work / finishedAt / options.server.processors,
    underWay: looks.reduce((sum, one) => sum + one, 0) / Math.max(1, looks.length),
    refusals,
    neighbour: { medianMs: quantile(answers, 0.5), p99Ms: quantile(answers, 0.99) },
  };
}
