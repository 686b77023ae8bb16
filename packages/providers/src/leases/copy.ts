import { LeasesError } from './leases-error.ts';
import { mergeLeases, type LeaseConflict, type MergedLeases } from './merge.ts';
import { prepareLeases, type PreparedLeases, type PrepareOptions } from './prepare.ts';
import type { LeaseFile, LeaseProblem } from './types.ts';
import { mostLeases, tooMany } from './validate.ts';
import { formatLeases } from './write.ts';

/** Knows how to read a lease file, and how to say where that is. */
export interface LeaseSource {
  read(): Promise<{ readonly text: string; readonly from: string }>;
}

/** Knows how to change a text that may be missing; `change` may be called several times, and the last time counts. */
export interface LeaseTarget<Undo> {
  change(id: string, change: (before: string | undefined) => string): Promise<Undo>;
}

export interface CopyLeasesOptions extends PrepareOptions {
  /** Names this copy for the target, which does not count it twice. */
  readonly id: string;
  /** Whose lease stands where the two sides contradict each other. Default: neither, it is an error. */
  readonly prefer?: 'source' | 'target';
  /** See `WriteOptions`. */
  readonly extras?: boolean;
  /** Default 1,000: what dnsmasq starts with. */
  readonly most?: number;
}

export interface LeaseCounts {
  /** Leases that the source has, and that could be read. */
  readonly read: number;
  /** Of these: written to the target as they are, in place of an older one or not. */
  readonly copied: number;
  /** The target has them already, for as long or longer. */
  readonly already: number;
  /** The target's lease stands instead, by `prefer`. */
  readonly yielded: number;
  readonly expired: number;
  readonly invalid: number;
  /** Leases in the target when it is done. */
  readonly total: number;
}

/** Something that became of leases besides being copied; one sentence, for people. */
export interface LeaseNote {
  readonly code:
    'expired' | 'invalid-left-out' | 'extras-dropped' | 'conflict-settled' | 'duid-kept' | 'rebinds' | 'worth-a-look';
  readonly message: string;
}

export interface CopiedLeases<Undo> {
  readonly from: string;
  readonly counts: LeaseCounts;
  /** Every line of either side that is not in the target now is in one of them. */
  readonly notes: readonly LeaseNote[];
  /** What the target says about how to take it back. */
  readonly undo: Undo;
}

/** A ConfigMap holds no more. */
const mostBytes = 1_048_576;

/**
 * Copies leases from where dnsmasq keeps them to where the next one finds them, and merges them with what is there. What
 * has expired is dropped. What cannot be read, is not in order, or contradicts the other side refuses the copy, unless
 * `skipInvalid` and `prefer` settle it: LeasesError, with nothing written.
 */
export async function copyLeases<Undo>(
  from: LeaseSource,
  to: LeaseTarget<Undo>,
  options: CopyLeasesOptions,
): Promise<CopiedLeases<Undo>> {
  const { text, from: place } = await from.read();
  const source = prepareLeases(text, place, options);
  let result: ReturnType<typeof combine> | undefined;
  const undo = await to.change(options.id, (before) => {
    result = combine(source, before, place, options);
    return result.text;
  });
  // A target that has this copy already need not ask again; the outcome is the same.
  const { counts, notes } = result ?? combine(source, undefined, place, options);
  return { from: place, counts, notes, undo };
}

function combine(
  source: PreparedLeases,
  before: string | undefined,
  place: string,
  options: CopyLeasesOptions,
): { readonly text: string; readonly counts: LeaseCounts; readonly notes: readonly LeaseNote[] } {
  const { now, skew = 0, skipInvalid = false, most = mostLeases } = options;
  // Whether an address is in the ranges, and how long it is to last, is asked of what is copied only.
  const target = prepareLeases(before ?? '', 'the target', { now, skew, skipInvalid });
  const merged = mergeLeases(source, target, options.prefer === undefined ? {} : { prefer: options.prefer });
  requireSettled(merged, place, options.prefer);
  const text = formatLeases(merged, { extras: options.extras === true });
  requireRoom(merged, text, most);
  return {
    text,
    counts: countLeases(source, merged),
    notes: [
      ...notesAbout('', source),
      ...notesAbout('in the target: ', target),
      ...(options.extras === true ? [] : droppedExtras(merged)),
      ...merged.conflicts.map(settledConflict(options.prefer)),
      ...notesAboutDuid(source, merged),
    ],
  };
}

function requireSettled({ conflicts }: MergedLeases, place: string, prefer: CopyLeasesOptions['prefer']): void {
  if (conflicts.length === 0 || prefer !== undefined) return;
  throw new LeasesError(
    `${place} and the target contradict each other`,
    conflicts.map((conflict) => ({ code: 'conflict', severity: 'error', message: contradiction(conflict) })),
    'Say whose leases stand: prefer, --prefer source or --prefer target.',
  );
}

function contradiction({ source, target, because }: LeaseConflict): string {
  return because === 'address'
    ? `${source.ip} is leased to another client in the target`
    : `the client of ${source.ip} has ${target.ip} in the target`;
}

/** Neither can be settled by leaving something out: nobody could say what. */
function requireRoom({ leases }: LeaseFile, text: string, most: number): void {
  const problems: LeaseProblem[] = leases.length > most ? [tooMany(leases.length, most)] : [];
  if (text.length > mostBytes) {
    problems.push({
      code: 'too-large',
      severity: 'error',
      message: `they take ${text.length} bytes, and a ConfigMap ${mostBytes}`,
    });
  }
  if (problems.length === 0) return;
  throw new LeasesError(
    'the leases of both sides together',
    problems,
    'Take out of either side what is no longer in use.',
  );
}

function countLeases(source: PreparedLeases, merged: MergedLeases): LeaseCounts {
  const result = new Set(merged.leases);
  const contested = new Set(merged.conflicts.map((conflict) => conflict.source));
  const copied = source.leases.filter((lease) => result.has(lease)).length;
  const yielded = source.leases.filter((lease) => !result.has(lease) && contested.has(lease)).length;
  const expired = source.expired.length;
  return {
    read: source.leases.length + expired + source.invalid,
    copied,
    already: source.leases.length - copied - yielded,
    yielded,
    expired,
    invalid: source.invalid,
    total: merged.leases.length,
  };
}

function notesAbout(where: string, { expired, problems }: PreparedLeases): readonly LeaseNote[] {
  return [
    ...expired.map(({ ip }): LeaseNote => ({ code: 'expired', message: `${where}${ip} has expired and is dropped` })),
    ...problems.map(({ severity, message }): LeaseNote =>
      severity === 'error'
        ? { code: 'invalid-left-out', message: `${where}left out: ${message}` }
        : { code: 'worth-a-look', message: `${where}${message}` },
    ),
  ];
}

function droppedExtras({ leases }: LeaseFile): readonly LeaseNote[] {
  return leases
    .filter(({ extras }) => extras.length > 0)
    .map(({ ip, extras }) => ({
      code: 'extras-dropped',
      message: `${[...new Set(extras.map(({ kind }) => kind))].join(' and ')} of ${ip} dropped, which older versions of dnsmasq cannot read`,
    }));
}

function settledConflict(prefer: CopyLeasesOptions['prefer']): (conflict: LeaseConflict) => LeaseNote {
  const whose = prefer === 'source' ? "the source's lease stands" : "the target's lease stands";
  return (conflict) => ({ code: 'conflict-settled', message: `${contradiction(conflict)}: ${whose}` });
}

function notesAboutDuid({ duid }: LeaseFile, merged: MergedLeases): readonly LeaseNote[] {
  if (merged.rebinds) {
    const message = 'IPv6 clients are bound to the DUID of the source; the target keeps its own, so that they ask anew';
    return [{ code: 'rebinds', message }];
  }
  if (duid === undefined || duid.toLowerCase() === merged.duid?.toLowerCase()) return [];
  return [{ code: 'duid-kept', message: 'the target keeps its own DUID; nobody is bound to that of the source' }];
}
