import { setTimeout as sleep } from 'node:timers/promises';
import { BlockedError } from '../errors.ts';
import type { JournalStore } from '../journal/types.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { ApiServer } from '../server/types.ts';
import type { Diagnostic } from '../errors.ts';
import type { MoveReport } from '../execute/report.ts';
import type { Ledger } from './ledger.ts';
import type { PivotEventBody, PivotOptions } from './types.ts';

/** What the steps of one pivot share. */
export interface PivotContext {
  readonly options: PivotOptions;
  /** Both write only while the record is this process's. */
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly ledger: Ledger;
  /** Components in order, with what the options change in them. */
  readonly components: readonly KubeObject[];
  readonly journal: JournalStore;
  /** The same, as the caller gave it. */
  readonly ownJournal: JournalStore;
  /** Stops waiting and going on; an undo does not ask it. */
  readonly signal: AbortSignal;
  readonly emit: (body: PivotEventBody) => void;
  /** What steps find out for the report. */
  readonly outcome: {
    move?: MoveReport;
    findings: readonly Diagnostic[];
    readonly kept: { readonly ref: ObjectRef; readonly because: string }[];
  };
}

/** Something that is being waited for. */
export interface Lacking {
  readonly ref: ObjectRef;
  /** For example `0 of 1 pods are available`. */
  readonly because: string;
}

const firstPollMs = 200;
const slowestPollMs = 2_000;
const nextWordMs = 10_000;

/**
 * Looks again and again until nothing is lacking any more. Raises BlockedError with what is lacking when the time is up,
 * and what `signal` aborts with.
 */
export async function waitUntil(
  what: string,
  look: () => Promise<readonly Lacking[]>,
  {
    forMs,
    emit,
    signal,
    hint,
  }: {
    readonly forMs: number;
    readonly emit: PivotContext['emit'];
    readonly signal?: AbortSignal | undefined;
    readonly hint: string;
  },
): Promise<void> {
  const started = performance.now();
  let toldAt = started;
  for (let pollMs = firstPollMs; ; pollMs = Math.min(pollMs * 1.5, slowestPollMs)) {
    signal?.throwIfAborted();
    const lacking = await look();
    const [first] = lacking;
    if (first === undefined) return;
    const now = performance.now();
    if (now - started >= forMs) {
      const others = lacking.length === 1 ? '' : `; ${(lacking.length - 1).toString()} more wait likewise`;
      throw new BlockedError(`${first.because} after ${Math.round(forMs / 1000).toString()}s${others}`, {
        ref: first.ref,
        code: 'not-settled',
        hint,
      });
    }
    if (now - toldAt >= nextWordMs) {
      toldAt = now;
      emit({ type: 'still-waiting', what, count: lacking.length, ref: first.ref });
    }
    await sleep(pollMs, undefined, signal === undefined ? {} : { signal });
  }
}
