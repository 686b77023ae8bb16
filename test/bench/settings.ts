/** One comparison that is to be made. */
export interface Setting {
  readonly clusters: number;
  /** Added to every round trip between the contender and the servers; 0: nothing stands in between. */
  readonly roundTripMs: number;
  /** Who takes part, and how often; in each round those take part that are not done yet. */
  readonly entries: readonly Entry[];
  /** Connections of the raw bound; undefined: they are tried. */
  readonly rawConcurrency?: number;
}

export interface Entry {
  readonly contender: string;
  readonly repeat: number;
}

/** Who takes part in each round, and every other round in the opposite order: what grows in the servers meets all alike. */
export function roundsOf(entries: readonly Entry[]): readonly (readonly string[])[] {
  const most = Math.max(0, ...entries.map(({ repeat }) => repeat));
  return Array.from({ length: most }, (_, round) => {
    const names = entries.filter(({ repeat }) => repeat > round).map(({ contender }) => contender);
    return round % 2 === 0 ? names : names.toReversed();
  });
}
