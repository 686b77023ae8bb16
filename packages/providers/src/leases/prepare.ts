import { expireLeases, type ExpireOptions } from './expire.ts';
import { LeasesError } from './leases-error.ts';
import { parseLeases } from './parse.ts';
import type { Lease, LeaseFile, LeaseProblem } from './types.ts';
import { isImplausible, siftLeases, type DhcpRange } from './validate.ts';

export interface PrepareOptions extends ExpireOptions {
  /** See `ValidateOptions`. */
  readonly ranges?: readonly DhcpRange[];
  /** Leave out what cannot be read or is not in order. Default false: it is an error. */
  readonly skipInvalid?: boolean;
}

/** A lease file, ready to be merged: what has expired is gone, and what is left is in order. */
export interface PreparedLeases extends LeaseFile {
  readonly expired: readonly Lease[];
  /** How many leases could be read and are left out. */
  readonly invalid: number;
  /** What was wrong with what was left out, and what is worth a look. */
  readonly problems: readonly LeaseProblem[];
}

/** Raises LeasesError with everything that is wrong, unless that is to be left out. */
export function prepareLeases(text: string, where: string, options: PrepareOptions): PreparedLeases {
  const { leases, duid, problems: inText } = parseLeases(text);
  // What a machine without a clock has written looks as if it had expired long ago, and is in use.
  const expired = expireLeases(leases, options).expired.filter((lease) => !isImplausible(lease, options.now));
  const gone = new Set(expired);
  const current = leases.filter((lease) => !gone.has(lease));
  const { sound, problems: inLeases } = siftLeases(current, options);
  const problems = [...inText, ...inLeases];
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 && options.skipInvalid !== true) {
    throw new LeasesError(where, errors, 'Mend them there, or leave them out: skipInvalid, --skip-invalid.');
  }
  const { kept } = expireLeases(sound, options);
  return { leases: kept, duid, expired, invalid: current.length - sound.length, problems };
}
