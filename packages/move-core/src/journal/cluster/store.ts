import { secrets } from '../../discover/core-types.ts';
import { ApiError, JournalError, TransportError } from '../../errors.ts';
import { defaults } from '../../defaults.ts';
import { compareText } from '../../model/object-ref.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import type { ApiServer } from '../../server/types.ts';
import { encodeRecords } from '../codec.ts';
import { closed, existsAlready, missing, unreadable, unwritable } from '../failures.ts';
import type { JournalRecord } from '../records.ts';
import { notKept, requireMoveId } from '../sequence.ts';
import type { Journal, JournalStore } from '../types.ts';
import { chunkNumber, chunkSizes, journalSecrets, type ChunkSizes } from './chunk.ts';
import { openCopy } from './copy.ts';
import { mergeCopies } from './merge.ts';
import { readCopy, selectionOf, type CopyContent } from './read-copy.ts';

export interface ClusterJournalOptions {
  readonly source: ApiServer;
  /** Absent: the target is given up, and only the source's copy is read and written. */
  readonly target?: ApiServer;
}

/**
 * Keeps journals in the clusters, as Secrets in the namespace `tsmove-system` of both, so that a move can be gone on with
 * from any machine. That only one process writes is not for this store to see to: the Leases of the move are what
 * says whose turn it is, and `gate` is asked before each request.
 *
 * Every append is written to the source first and then to the target. So the target never has what the source lacks, and
 * nothing is missing or contradictory when a target that was given up comes back. The journal of a move that is over is
 * not kept.
 */
export function createClusterJournalStore(options: ClusterJournalOptions): JournalStore {
  return clusterJournalStore({ ...options, sizes: chunkSizes });
}

/** The same with chunks of any size. */
export function clusterJournalStore(options: ClusterJournalOptions & { readonly sizes: ChunkSizes }): JournalStore {
  const { source, target, sizes } = options;
  const servers = target === undefined ? [source] : [source, target];
  const place = target === undefined ? 'the source cluster' : 'the clusters';

  async function readCopies(moveId: string): Promise<readonly CopyContent[]> {
    requireMoveId(moveId);
    return orUnreadable(moveId, Promise.all(servers.map((server) => readCopy(server, moveId))));
  }

  function openJournal(
    moveId: string,
    copies: readonly CopyContent[],
    text: Buffer,
    before: readonly JournalRecord[],
  ): Journal {
    const name = nameOf(moveId);
    const kept: Buffer[] = [text];
    const sides = servers.flatMap((server, number) => {
      const content = copies[number];
      return content === undefined ? [] : [openCopy(server, moveId, content, sizes)];
    });
    let last = before.length;
    let isComplete = copies.every((copy) => copy.text.equals(text) && copy.loose.length === 0);
    let isOpen = true;
    return {
      moveId,
      before,
      async append(records, { gate } = {}) {
        if (!isOpen) throw closed(name);
        const rest = notKept(records, last, name);
        if (rest.length === 0 && isComplete) return;
        const added = Buffer.from(encodeRecords(rest, name));
        isComplete = false;
        for (const side of sides) await orUnwritable(moveId, side.write(kept, added, gate));
        isComplete = true;
        kept.push(added);
        last += rest.length;
      },
      // Nothing may stay in the clusters of a move that is over.
      forget: () => remove(moveId),
      close() {
        isOpen = false;
        return Promise.resolve();
      },
    };
  }

  async function remove(moveId: string): Promise<void> {
    requireMoveId(moveId);
    // The target's first: the source's is the complete one.
    for (const server of [...servers].reverse()) await orUnwritable(moveId, removeCopy(server, moveId));
  }

  return {
    place,
    inClusters: true,
    async list() {
      const selection = { namespace: defaults.systemNamespace, labelSelector: journalSecrets.moveLabel };
      const found = await orUnreadable(
        undefined,
        Promise.all(servers.map((server) => server.listMetadata(secrets, selection))),
      );
      return idsOf(found.flat());
    },
    async read(moveId) {
      const merged = mergeCopies(await readCopies(moveId), nameOf(moveId));
      return merged === undefined ? undefined : { moveId, records: merged.records, torn: merged.torn };
    },
    async create(moveId) {
      const copies = await readCopies(moveId);
      if (copies.some(({ chunks, loose }) => chunks.length + loose.length > 0)) throw existsAlready(moveId, place);
      return openJournal(moveId, copies, Buffer.alloc(0), []);
    },
    async open(moveId) {
      const copies = await readCopies(moveId);
      const merged = mergeCopies(copies, nameOf(moveId));
      if (merged === undefined) throw missing(moveId, place);
      // The shorter copy is completed by the first append: it has a gate, and comes before anything else is done.
      return openJournal(moveId, copies, merged.text, merged.records);
    },
    remove,
  };
}

/** From the first chunk on: what is left if this is interrupted must not look like a younger state of the move. */
async function removeCopy(server: ApiServer, moveId: string): Promise<void> {
  const found = await server.listMetadata(secrets, selectionOf(moveId));
  const chunks = found.flatMap(({ metadata }) => {
    const number = chunkNumber({ apiVersion: 'v1', kind: 'Secret', metadata }, moveId);
    return number === undefined ? [] : [{ number, name: metadata.name, uid: metadata.uid ?? '' }];
  });
  for (const { name, uid } of chunks.sort((a, b) => a.number - b.number)) {
    await server.delete(secrets, { namespace: defaults.systemNamespace, name }, { uid });
  }
}

/** Ids of moves, by the time of their first chunk. */
function idsOf(found: readonly KubeObject[]): readonly string[] {
  const begun = new Map<string, string>();
  for (const secret of found) {
    const moveId = secret.metadata.labels?.[journalSecrets.moveLabel];
    if (moveId === undefined || chunkNumber(secret, moveId) === undefined) continue;
    const at = secret.metadata.creationTimestamp ?? '';
    const known = begun.get(moveId);
    if (known === undefined || at < known) begun.set(moveId, at);
  }
  return [...begun].sort(([a, atA], [b, atB]) => compareText(atA, atB) || compareText(a, b)).map(([id]) => id);
}

function nameOf(moveId: string): string {
  return `the journal of the move ${moveId} in the clusters`;
}

async function orUnreadable<T>(moveId: string | undefined, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (!isFromServer(error)) throw error;
    const name = moveId === undefined ? 'the journals in the clusters' : nameOf(moveId);
    throw unreadable(`${name} cannot be read: ${error.message}`, error, error.hint);
  }
}

/** What the gate says is nobody's failure to write: it passes as it is. */
async function orUnwritable<T>(moveId: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    if (!isFromServer(error)) throw error;
    throw unwritable(`${nameOf(moveId)} cannot be written: ${error.message}`, {
      hint: error.hint ?? `See to it that Secrets can be written in the namespace ${defaults.systemNamespace}.`,
      cause: error,
    });
  }
}

function isFromServer(error: unknown): error is ApiError | TransportError {
  return (error instanceof ApiError || error instanceof TransportError) && !(error instanceof JournalError);
}
