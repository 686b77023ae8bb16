import { defaults } from '../../defaults.ts';
import { secrets } from '../../discover/core-types.ts';
import type { ApiServer } from '../../server/types.ts';
import { chunkNumber, chunkOf, journalSecrets, unpackSecret, type Chunk } from './chunk.ts';

/** What one cluster has of a journal. */
export interface CopyContent {
  /** The bytes of all chunks from the first on, as far as none is missing. */
  readonly text: Buffer;
  readonly chunks: readonly Chunk[];
  /** Chunks after one that is missing or cannot be unpacked, and that one. */
  readonly loose: readonly Chunk[];
  /** All that can be unpacked of the loose ones. */
  readonly looseText: Buffer;
}

/** The Secrets of a journal per page: each has up to 350 KB of JSON. */
const chunksPerPage = 10;

export async function readCopy(server: ApiServer, moveId: string): Promise<CopyContent> {
  const options = { ...selectionOf(moveId), limit: chunksPerPage };
  const found = (await server.list(secrets, options)).flatMap((secret) => {
    const number = chunkNumber(secret, moveId);
    return number === undefined || secret['type'] !== journalSecrets.type ? [] : [{ secret, number }];
  });
  const chunks: Chunk[] = [];
  const loose: Chunk[] = [];
  const [texts, looseTexts]: [Buffer[], Buffer[]] = [[], []];
  for (const { secret, number } of found.sort((a, b) => a.number - b.number)) {
    const piece = await unpackSecret(secret);
    const chunk = chunkOf(secret, number, piece ?? { text: Buffer.alloc(0), packed: Buffer.alloc(0) });
    if (piece === undefined || loose.length > 0 || number !== chunks.length + 1) {
      loose.push(chunk);
      looseTexts.push(piece?.text ?? Buffer.alloc(0));
    } else {
      chunks.push(chunk);
      texts.push(piece.text);
    }
  }
  return { text: Buffer.concat(texts), chunks, loose, looseText: Buffer.concat(looseTexts) };
}

export function selectionOf(moveId: string): { readonly namespace: string; readonly labelSelector: string } {
  return { namespace: defaults.systemNamespace, labelSelector: `${journalSecrets.moveLabel}=${moveId}` };
}
