import { configMaps } from '../discover/core-types.ts';
import { ApiError, FencedError, LockedError, TransportError } from '../errors.ts';
import { ensureSystemNamespace, claimSystemNamespace } from '../journal/cluster/system-namespace.ts';
import { removeSystemNamespace } from '../lock/system-namespace.ts';
import type { Actor } from '../model/actor.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ApiServer, Gate, WriteOptions } from '../server/types.ts';
import type { PivotRecord } from './record.ts';
import { fromConfigMap, recordKey, toConfigMap, type RecordVersion } from './record-object.ts';

/** Under this name all that a pivot writes is in managedFields. */
export const pivotFieldManager = 'tsmove';

/** The record of a pivot, held by this process. Every change is durable in the source when it resolves. */
export interface Ledger {
  readonly record: PivotRecord;
  /** Raises FencedError if somebody else has taken the pivot over, from then on for ever. */
  change(next: (record: PivotRecord) => PivotRecord): Promise<void>;
  /** Awaited before each write of the pivot: resolves while the record was renewed lately, and is renewed otherwise. */
  readonly gate: Gate;
  /** The pivot is over: removes the record, and the namespace if nothing else is in it. */
  remove(): Promise<void>;
  /** Lets others take the pivot over at once. Never fails: what cannot be said is found out by waiting. */
  letGo(): Promise<void>;
}

export interface FoundRecord {
  readonly record: PivotRecord;
  readonly version: RecordVersion;
}

const options: WriteOptions = { fieldManager: pivotFieldManager };

/** The record of a pivot of this namespace, if there is one. Raises JournalError. */
export async function readPivotRecord(source: ApiServer, namespace: string): Promise<FoundRecord | undefined> {
  const configMap = await source.get(configMaps, recordKey(namespace));
  return configMap === undefined ? undefined : found(configMap);
}

async function found(configMap: KubeObject): Promise<FoundRecord> {
  return { record: await fromConfigMap(configMap), version: versionOf(configMap) };
}

function versionOf({ metadata: { uid = '', resourceVersion = '' } }: KubeObject): RecordVersion {
  return { uid, resourceVersion };
}

/** Begins a record. Raises LockedError if somebody else has begun one meanwhile. */
export async function beginLedger(source: ApiServer, record: PivotRecord): Promise<Ledger> {
  for (;;) {
    await ensureSystemNamespace(source, options);
    try {
      const written = versionOf(await source.create(configMaps, await toConfigMap(record), options));
      // A move that ends just now may have looked into the namespace before the record was there.
      if (await claimSystemNamespace(source, record.pivotId, options))
        return hold(source, { record, version: written });
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) continue;
      if (!needsLook(error)) throw error;
      const there = await readPivotRecord(source, record.namespace);
      if (there?.record.holding === record.holding) return hold(source, there);
      if (there === undefined) throw error;
      throw lockedBy(there.record);
    }
  }
}

/** Takes a record that was read over: it must still be that version. Raises LockedError. */
export async function takeLedger(source: ApiServer, from: FoundRecord, by: Actor, durationMs: number): Promise<Ledger> {
  const record = { ...from.record, holder: by, holding: crypto.randomUUID(), beat: 0, durationMs };
  const ledger = hold(source, { record, version: from.version });
  try {
    await ledger.change((now) => now);
  } catch (error) {
    await ledger.letGo();
    throw error instanceof FencedError ? lockedBy(from.record, error) : error;
  }
  return ledger;
}

function lockedBy({ pivotId, holder }: PivotRecord, cause?: unknown): LockedError {
  const who = holder === undefined ? 'another process' : `${holder.name} (pid ${holder.pid.toString()})`;
  return new LockedError(`${who} is at work on the pivot ${pivotId} of this namespace`, {
    hint: 'Wait until it has ended.',
    cause,
  });
}

function needsLook(error: unknown): boolean {
  if (error instanceof TransportError) return error.outcomeUnknown;
  return error instanceof ApiError && (error.outcomeUnknown || error.status === 409 || error.status === 404);
}

function hold(source: ApiServer, begun: FoundRecord): Ledger {
  let { record, version } = begun;
  let renewedAt = performance.now();
  let fenced: FencedError | undefined;
  let over = false;
  let queue: Promise<unknown> = Promise.resolve();
  const renewal = setInterval(
    () => {
      void change((now) => now).catch(() => undefined);
    },
    Math.max(100, record.durationMs / 3),
  );
  renewal.unref();

  function fence(): never {
    fenced ??= new FencedError(`the pivot ${record.pivotId} was taken over by another process`, {
      hint: 'Look who is at work on it; its record is in the source.',
    });
    throw fenced;
  }

  async function write(next: (record: PivotRecord) => PivotRecord): Promise<void> {
    if (fenced !== undefined) throw fenced;
    if (over) return;
    const sentAt = performance.now();
    const wanted: PivotRecord = { ...next(record), beat: record.beat + 1, renewed: new Date().toISOString() };
    try {
      version = versionOf(await source.update(configMaps, await toConfigMap(wanted, version), options));
    } catch (error) {
      if (!needsLook(error)) throw error;
      const there = await readPivotRecord(source, record.namespace);
      if (there?.record.holding !== wanted.holding) fence();
      if (there.record.beat !== wanted.beat) throw error;
      version = there.version;
    }
    record = wanted;
    renewedAt = sentAt;
  }

  function change(next: (record: PivotRecord) => PivotRecord): Promise<void> {
    const mine = queue.then(() => write(next));
    queue = mine.catch(() => undefined);
    return mine;
  }

  function end(): void {
    clearInterval(renewal);
  }

  return {
    get record() {
      return record;
    },
    change,
    async gate() {
      if (fenced !== undefined) throw fenced;
      if (performance.now() - renewedAt > record.durationMs / 2) await change((now) => now);
    },
    async remove() {
      end();
      await queue;
      if (fenced !== undefined) throw fenced;
      over = true;
      try {
        await source.delete(configMaps, recordKey(record.namespace), version);
      } catch (error) {
        if (!needsLook(error)) throw error;
        // Labels and annotations are anybody's to add; what counts is whose record it is.
        const there = await readPivotRecord(source, record.namespace);
        if (there !== undefined && there.record.holding !== record.holding) fence();
        if (there !== undefined) await source.delete(configMaps, recordKey(record.namespace), there.version);
      }
      await removeSystemNamespace(source, {});
    },
    async letGo() {
      end();
      const { holder: _holder, ...free } = record;
      if (!over) await change(() => free).catch(() => undefined);
      over = true;
    },
  };
}
