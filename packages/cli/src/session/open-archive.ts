import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  ArchiveError,
  type ApiServer,
  type ArchiveContent,
  type LeaseContent,
  type MoveState,
} from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { IdentityFlags } from '../flags/archive.ts';
import type { Session } from './session.ts';

/** What an archive is opened with, besides its path. */
export interface OpenOptions {
  /** Where it goes: a directory of clusterctl does not tell what takes part in a move. */
  readonly target: ApiServer;
  /** Absent: what the archive says. */
  readonly namespace?: string | undefined;
  /** The import that is gone on with. */
  readonly goneOnWith?: { readonly state: MoveState; readonly command: 'resume' | 'rollback' };
  /** The import whose journal is lost, as its Lease tells of it. */
  readonly lease?: LeaseContent;
  readonly signal?: AbortSignal;
}

type Reading = Pick<Session<Partial<IdentityFlags>>, 'context' | 'flags' | 'library' | 'providers' | 'view'>;

/**
 * Opens an archive, or a directory of clusterctl or tsmove, as the source of a move. Files that are not restored are
 * named. Raises ArchiveError.
 */
export async function openArchive(session: Reading, path: string, options: OpenOptions): Promise<ApiServer> {
  const { context, flags, library, providers, view } = session;
  const { target, namespace, goneOnWith = {}, lease, signal } = options;
  const known = async (content: ArchiveContent): Promise<ArchiveContent> =>
    lease === undefined ? content : library.rememberedContent(content, lease, target);
  const file = absolute(context, path);
  if (await isDirectory(file)) {
    const read = await library.readDirectory(file);
    const { content, passedOver } = await library.directoryContent(read, {
      directory: file,
      target,
      providers,
      ...(namespace === undefined ? {} : { namespace }),
      ...(signal === undefined ? {} : { signal }),
    });
    for (const one of passedOver) view.show({ type: 'problem', text: `${one.file} is not restored: ${one.because}` });
    return library.archiveServer(await known(content), {
      url: library.archiveUrl('directory', file),
      digest: read.digest,
      ...goneOnWith,
    });
  }
  const identities = await identitiesOf(session, flags.identity);
  const { content, digest } = await library.readArchiveFile({ file, identities });
  // Asked once: what has begun must not be held up by a definition that has gone since.
  if (options.goneOnWith === undefined && lease === undefined) {
    const at = { target, providers, ...(signal === undefined ? {} : { signal }) };
    await library.requireTakingPart(file, content, at);
  }
  return library.archiveServer(await known(content), {
    url: library.archiveUrl('archive', file),
    digest,
    ...goneOnWith,
  });
}

/** The secret keys of `--identity`. */
export async function identitiesOf(
  { context, library }: Pick<Reading, 'context' | 'library'>,
  identity: string | undefined,
): Promise<readonly string[]> {
  return identity === undefined ? [] : library.readIdentityFile(absolute(context, identity));
}

/** A path as a shell would have it, absolute, so that it means the same for whoever reads a journal. */
export function absolute({ homeDir }: CliContext, path: string): string {
  return resolve(path.replace(/^~(?=\/|$)/, homeDir));
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new ArchiveError(`${path} cannot be read: ${reason}`, {
      code: 'archive-unreadable',
      hint: 'See whether it exists, and whether you may read it.',
      cause: error,
    });
  }
}
