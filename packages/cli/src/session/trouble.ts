import type { Retry } from '../view/view.ts';

/** After so many failures of one request it is no longer a matter of moments. */
const patience = 3;

/**
 * A sentence the first time that a server keeps failing for some reason, so that nobody wonders why nothing happens;
 * otherwise undefined. Single retries are for -v 5.
 */
export function lastingTrouble(): (retry: Retry) => string | undefined {
  const told = new Set<string>();
  return ({ server, attempt, reason }) => {
    const trouble = `${server}: ${reason}`;
    if (attempt < patience || told.has(trouble)) return undefined;
    told.add(trouble);
    return `${trouble}; still trying`;
  };
}
