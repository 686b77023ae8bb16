import { defaults } from '../../defaults.ts';
import { secrets } from '../../discover/core-types.ts';
import { ApiError, JournalError, TransportError } from '../../errors.ts';
import { fieldManagerOf } from '../../model/marks.ts';
import type { ApiServer, ObjectKey, WriteOptions } from '../../server/types.ts';
import { damaged } from '../failures.ts';
import {
  chunkName,
  chunkOf,
  chunkSecret,
  packPiece,
  packPieces,
  unpackSecret,
  type Chunk,
  type ChunkSizes,
  type Piece,
} from './chunk.ts';
import { readCopy, type CopyContent } from './read-copy.ts';
import { claimSystemNamespace, ensureSystemNamespace } from './system-namespace.ts';

/** One cluster's copy of a journal, open for writing. */
export interface Copy {
  /**
   * Makes the copy `kept` and then `added`. All that is changed is guarded by the version that was seen; what does not
   * go through is settled by looking at what is there, also if it was our own earlier attempt.
   *
   * Raises JournalError (`journal-in-use`) if somebody else has written, and the errors of the server.
   */
  write(kept: readonly Buffer[], added: Buffer, gate: (() => Promise<void>) | undefined): Promise<void>;
}

interface CopyState {
  readonly chunks: Chunk[];
  /** The bytes of the last chunk. */
  tail: Buffer;
  length: number;
  /** False while it is not known whether the last request was carried out. */
  settled: boolean;
}

/** How often a write starts over after a look. */
const rounds = 4;

/** @param found what was read when the journal was opened: its remains, which are no records, may be removed. */
export function openCopy(server: ApiServer, moveId: string, found: CopyContent, sizes: ChunkSizes): Copy {
  const place = `the journal of the move ${moveId} in ${server.label}`;
  /** Contents beginning at the first byte that may be there without anybody else having written. */
  const expected: Buffer[] = [found.text];
  const droppable = new Set(found.loose.map(({ uid }) => uid));
  let content: CopyContent | undefined = found;
  let state: CopyState | undefined;
  /** False while the namespace may be deleted by somebody who has not seen this journal in it. */
  let claimed = found.chunks.length > 0;
  /** What was added last. It is not kept if another copy could not be written. */
  let lastAdded: Buffer = Buffer.alloc(0);

  async function put(options: WriteOptions, number: number, piece: Piece, replaced?: Chunk): Promise<Chunk> {
    const object = chunkSecret(moveId, number, piece.packed, replaced);
    try {
      const written = await (replaced === undefined
        ? server.create(secrets, object, options)
        : server.update(secrets, object, options));
      return chunkOf(written, number, piece);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      // An earlier attempt whose answer was lost, if what is there is what was to be written.
      const there = await server.get(secrets, keyOf(number));
      const content = there === undefined ? undefined : await unpackSecret(there);
      if (there === undefined || content?.text.equals(piece.text) !== true) throw error;
      return chunkOf(there, number, content);
    }
  }

  function keyOf(number: number): ObjectKey {
    return { namespace: defaults.systemNamespace, name: chunkName(moveId, number) };
  }

  async function drop(chunk: Chunk, options: WriteOptions): Promise<void> {
    await server.delete(
      secrets,
      keyOf(chunk.number),
      { uid: chunk.uid, resourceVersion: chunk.resourceVersion },
      options,
    );
  }

  /** Takes off everything from `length` on, from the end, so that what is left is a beginning at any time. */
  async function cut(now: CopyContent, length: number, options: WriteOptions): Promise<CopyState> {
    for (const chunk of [...now.loose].reverse()) await drop(chunk, options);
    const chunks = [...now.chunks];
    let end = now.text.length;
    for (let last = chunks.at(-1); last !== undefined && end > length; last = chunks.at(-1)) {
      const start = end - last.length;
      if (start >= length) {
        await drop(last, options);
        chunks.pop();
        end = start;
      } else {
        const piece = await packPiece(now.text.subarray(start, length));
        chunks[chunks.length - 1] = await put(options, last.number, piece, last);
        end = length;
      }
    }
    // A copy, so that the whole content is not kept for the sake of its end.
    const tail = Buffer.from(now.text.subarray(end - (chunks.at(-1)?.length ?? 0), end));
    return { chunks, tail, length: end, settled: false };
  }

  async function extend(to: CopyState, added: Buffer, options: WriteOptions): Promise<void> {
    if (added.length === 0) return;
    const last = to.chunks.at(-1);
    const together = to.tail.length + added.length;
    if (last !== undefined && last.packed < sizes.fullFrom && together <= sizes.text) {
      const piece = await packPiece(Buffer.concat([to.tail, added]));
      if (piece.packed.length <= sizes.packed) {
        to.chunks[to.chunks.length - 1] = await put(options, last.number, piece, last);
        to.tail = piece.text;
        to.length += added.length;
        return;
      }
    }
    for (const piece of await packPieces(added, sizes)) {
      to.chunks.push(await put(options, to.chunks.length + 1, piece));
      to.tail = Buffer.from(piece.text);
      to.length += piece.text.length;
    }
  }

  /** What there is, if it is what we or those before us can have left. */
  async function look(wanted: Buffer): Promise<CopyContent> {
    const now = content ?? (await readCopy(server, moveId));
    if (now.loose.some(({ uid }) => !droppable.has(uid))) {
      throw damaged(
        place,
        now.chunks.length + 1,
        'and what follows cannot be read: a Secret of the journal is missing',
      );
    }
    if ([wanted, ...expected].some((text) => text.subarray(0, now.text.length).equals(now.text))) return now;
    throw new JournalError(`${place} was written to by somebody else since it was opened`, {
      code: 'journal-in-use',
      hint: 'Look who is at work on this move; if nobody is, go on with it once more.',
    });
  }

  /** Not `done` if the namespace is on its way out, with all that is in it. */
  async function attempt(kept: readonly Buffer[], added: Buffer, options: WriteOptions): Promise<'done' | 'namespace'> {
    const before = kept.reduce((sum, { length }) => sum + length, 0);
    if (state?.settled === true && state.length === before) {
      state.settled = false;
      await extend(state, added, options);
    } else {
      expected.push(Buffer.concat([...kept, lastAdded]));
      const wanted = Buffer.concat([...kept, added]);
      const now = await look(wanted);
      const common = commonLength(now.text, wanted);
      state = await cut(now, common, options);
      content = undefined;
      claimed &&= now.chunks.length > 0;
      await extend(state, wanted.subarray(common), options);
    }
    if (!claimed && state.chunks.length > 0 && !(await claimSystemNamespace(server, moveId, options))) {
      return 'namespace';
    }
    claimed = true;
    state.settled = true;
    lastAdded = added;
    expected.length = 0;
    return 'done';
  }

  return {
    async write(kept, added, gate) {
      const options: WriteOptions = { gate, fieldManager: fieldManagerOf(moveId) };
      for (let round = 1; ; round += 1) {
        let outcome: 'done' | 'namespace' | 'conflict' | 'failed';
        let failure: unknown = new TransportError(`${place}: its namespace is removed again and again`, {
          outcomeUnknown: true,
        });
        try {
          outcome = await attempt(kept, added, options);
          if (outcome === 'done') return;
        } catch (error) {
          failure = error;
          outcome = error instanceof ApiError ? settledByLooking(error) : 'failed';
        }
        [state, content] = [undefined, undefined];
        // Any beginning of it may be there now, and is ours, whatever is to be written next.
        if (round === 1) expected.push(Buffer.concat([...kept, added]));
        if (outcome === 'failed' || round === rounds) throw failure;
        if (outcome === 'namespace') await ensureSystemNamespace(server, options);
      }
    },
  };
}

/** What is no failure before one has looked: a conflict with ourselves, or a namespace that is not there (any more). */
function settledByLooking({ status, words }: ApiError): 'conflict' | 'namespace' | 'failed' {
  if (status === 409) return 'conflict';
  return status === 404 || (status === 403 && words.includes('being terminated')) ? 'namespace' : 'failed';
}

function commonLength(a: Buffer, b: Buffer): number {
  const most = Math.min(a.length, b.length);
  if (a.subarray(0, most).equals(b.subarray(0, most))) return most;
  let length = 0;
  while (a[length] === b[length]) length += 1;
  return length;
}
