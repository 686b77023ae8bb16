import { ArchiveError } from '../errors.ts';
import { refOf, formatRef } from '../model/object-ref.ts';
import { decrypt, isEncrypted } from './age/decrypt.ts';
import { encrypt } from './age/encrypt.ts';
import { readWhole } from './file/read-file.ts';
import { requireAbsent, writeWhole } from './file/write-file.ts';
import { archiveLimits } from './limits.ts';
import { readArchive } from './read-archive.ts';
import type { Archive, ArchiveContent } from './types.ts';
import { writeArchive } from './write-archive.ts';

export interface WriteArchiveOptions {
  /** Absolute path. A file that is there is not replaced. */
  readonly file: string;
  /** Public keys of age: whoever has the secret key of one of them can read the archive. */
  readonly encryptTo?: readonly string[];
  /** Secrets may stand in the file as they are. */
  readonly plain?: boolean;
}

/**
 * Writes an archive to disk, readable for its owner alone, whole or not at all. An archive with Secrets is encrypted,
 * or the caller says that it need not be: files are copied, mailed and forgotten, and the keys of every workload
 * cluster are in there. Raises ArchiveError (`secrets-plain`, `archive-exists`), UsageError for a wrong recipient.
 */
export async function writeArchiveFile(content: ArchiveContent, options: WriteArchiveOptions): Promise<Archive> {
  const { file, encryptTo = [] } = options;
  requireProtected(content, options);
  const { archive, bytes } = writeArchive(content, file);
  const encrypted = encryptTo.length > 0;
  await writeWhole(file, encrypted ? await encrypt(bytes, encryptTo) : bytes);
  return { ...archive, encrypted };
}

/**
 * Raises what `writeArchiveFile` would raise for what can be known before: a file that is there already, Secrets that
 * nobody has said may stand in it as they are. Nobody need pause a cluster to learn that.
 */
export async function requireWritable(
  content: Pick<ArchiveContent, 'objects'>,
  options: WriteArchiveOptions,
): Promise<void> {
  requireProtected(content, options);
  await requireAbsent(options.file);
}

/** Raises ArchiveError if Secrets would be written as they are and nobody has said that they may. */
function requireProtected(
  content: Pick<ArchiveContent, 'objects'>,
  { file, encryptTo = [], plain = false }: WriteArchiveOptions,
): void {
  if (plain || encryptTo.length > 0) return;
  const secrets = content.objects.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Secret');
  const [first] = secrets;
  if (first === undefined) return;
  const others = secrets.length === 1 ? '' : ` and ${(secrets.length - 1).toString()} more`;
  throw new ArchiveError(`${file} would hold ${formatRef(refOf(first))}${others} in plain text`, {
    code: 'secrets-plain',
    hint: 'Encrypt it with --encrypt-to age1…, or say --plain if the file is protected otherwise. Nothing was changed.',
  });
}

export interface ReadArchiveOptions {
  readonly file: string;
  /** Secret keys of age, for an archive that is encrypted. */
  readonly identities?: readonly string[];
}

/** Reads an archive from disk and checks all of it. Raises ArchiveError, UsageError for a wrong identity. */
export async function readArchiveFile({ file, identities = [] }: ReadArchiveOptions): Promise<Archive> {
  const bytes = await readWhole(file, archiveLimits.fileBytes);
  const encrypted = isEncrypted(bytes);
  const plain = encrypted ? await decrypt(bytes, identities, { file }) : bytes;
  return { ...readArchive(plain, { file }), encrypted };
}
