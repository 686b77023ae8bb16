import { attended, names, usual } from './contenders.ts';
import type { Entry, Setting } from './settings.ts';

/** The delay of a line between two regions of a cloud. */
const farMs = 25;

const each = (contenders: readonly string[], repeat: number): readonly Entry[] =>
  contenders.map((contender) => ({ contender, repeat }));

const { clusterctl, tsmove, tsmoveDrop, perCluster, raw, rawDrop } = names;

/**
 * All sizes on both ways, the small ones often and the large ones as often as their time allows. clusterctl sends one
 * request after the other: it takes part where it is through within minutes, and once where it takes a quarter of an hour.
 */
export const suite: readonly Setting[] = [
  { clusters: 2, roundTripMs: 0, entries: each(usual, 5) },
  { clusters: 2, roundTripMs: farMs, entries: each(usual, 5) },
  { clusters: 27, roundTripMs: 0, entries: [...each(usual, 5), ...each(attended, 2)] },
  {
    clusters: 27,
    roundTripMs: farMs,
    entries: [...each([clusterctl], 2), ...each([tsmove, tsmoveDrop, perCluster, raw, rawDrop], 3)],
  },
  {
    clusters: 270,
    roundTripMs: 0,
    entries: [...each([clusterctl, perCluster], 1), ...each([tsmove, tsmoveDrop, raw, rawDrop], 3)],
  },
  { clusters: 270, roundTripMs: farMs, entries: each([tsmove, tsmoveDrop, perCluster, raw, rawDrop], 1) },
  { clusters: 1350, roundTripMs: 0, entries: each([tsmove, tsmoveDrop, raw, rawDrop], 1) },
];
