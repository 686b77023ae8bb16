import { gunzip, gzip, type ZlibOptions } from 'node:zlib';
import { promisify } from 'node:util';
import { defaults } from '../../defaults.ts';
import { isJsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';

/** What the Secrets of journals have as their type and labels. */
export const journalSecrets = { type: 'tsmove.dev/journal', moveLabel: 'tsmove.dev/move' } as const;

/** Bytes. */
export interface ChunkSizes {
  /**
   * A chunk that has this many packed bytes is not added to any more. Each append writes the last chunk anew, and etcd
   * keeps all its versions for minutes.
   */
  readonly fullFrom: number;
  /** Packed bytes in one chunk at most; the API server takes 1 MiB. */
  readonly packed: number;
  /** Bytes in one chunk before they are packed, at most. */
  readonly text: number;
}

export const chunkSizes: ChunkSizes = { fullFrom: 32 * 1024, packed: 256 * 1024, text: 1024 * 1024 };

/** A Secret that holds a piece of a journal. */
export interface Chunk {
  /** Counts from 1. */
  readonly number: number;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Bytes, before they are packed. */
  readonly length: number;
  readonly packed: number;
}

/** A piece of a journal's bytes, as it is and packed. */
export interface Piece {
  readonly text: Buffer;
  readonly packed: Buffer;
}

const pack = promisify<Uint8Array, Buffer>(gzip);
const unpack = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

export async function packPiece(text: Buffer): Promise<Piece> {
  return { text, packed: await pack(text) };
}

/** Pieces that each fit into one chunk. */
export async function packPieces(text: Buffer, sizes: ChunkSizes): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  let size = sizes.text;
  for (let offset = 0; offset < text.length;) {
    const piece = await packPiece(text.subarray(offset, offset + size));
    if (piece.packed.length > sizes.packed) {
      size = Math.ceil(size / 2);
      continue;
    }
    pieces.push(piece);
    offset += piece.text.length;
  }
  return pieces;
}

export function chunkName(moveId: string, number: number): string {
  return `journal-${moveId}-${number.toString().padStart(5, '0')}`;
}

/** The Secret that holds a piece; with the chunk that it is to replace, if there is one. */
export function chunkSecret(moveId: string, number: number, packed: Buffer, replaced?: Chunk): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: chunkName(moveId, number),
      namespace: defaults.systemNamespace,
      labels: { [journalSecrets.moveLabel]: moveId },
      ...(replaced === undefined ? {} : { uid: replaced.uid, resourceVersion: replaced.resourceVersion }),
    },
    type: journalSecrets.type,
    data: { records: packed.toString('base64') },
  };
}

/** The chunk that a Secret is, now that the server has it. */
export function chunkOf(secret: KubeObject, number: number, { text, packed }: Piece): Chunk {
  const { uid = '', resourceVersion = '' } = secret.metadata;
  return { number, uid, resourceVersion, length: text.length, packed: packed.length };
}

/** Number of the chunk that a Secret is; undefined for one that is none of this move. */
export function chunkNumber(secret: KubeObject, moveId: string): number | undefined {
  const { name } = secret.metadata;
  const digits = /-(\d+)$/u.exec(name)?.[1];
  return digits !== undefined && name === chunkName(moveId, Number(digits)) ? Number(digits) : undefined;
}

/** What is in a chunk; undefined if it cannot be unpacked. */
export async function unpackSecret(secret: KubeObject): Promise<Piece | undefined> {
  const data = secret['data'];
  const records = isJsonObject(data) ? data['records'] : undefined;
  if (typeof records !== 'string') return undefined;
  const packed = Buffer.from(records, 'base64');
  try {
    // No chunk that was packed here has more; a Secret of 1 MiB that somebody else has made could unpack to 1 GiB.
    return { text: await unpack(packed, { maxOutputLength: chunkSizes.text }), packed };
  } catch {
    return undefined;
  }
}
