import { isAbsolute, join, resolve } from 'node:path';
import type { JournalStore } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { JournalFlags } from '../flags/journal.ts';
import type { MoveLibrary } from '../library.ts';
import type { Sides } from './sides.ts';

/** The absolute path of the directory that keeps journals: `given`, or where the XDG base directories want state. */
export function journalDirectory({ process: { env }, homeDir }: CliContext, given: string | undefined): string {
  if (given !== undefined) return resolve(given.replace(/^~(?=\/|$)/, homeDir));
  const state = env['XDG_STATE_HOME'] ?? '';
  // A relative path there is to be passed over, says the standard.
  return isAbsolute(state) ? join(state, 'tsmove', 'journal') : join(homeDir, '.local', 'state', 'tsmove', 'journal');
}

/** The store that the flags name: a directory, or both clusters. */
export function journalStore(
  {
    context,
    library,
    flags,
  }: { readonly context: CliContext; readonly library: MoveLibrary; readonly flags: JournalFlags },
  sides: Sides,
): JournalStore {
  return flags.journal === 'cluster'
    ? clusterJournals(library, sides)
    : fileJournals(context, library, flags.journalDir);
}

/** The journals of this machine. */
export function fileJournals(context: CliContext, library: MoveLibrary, given: string | undefined): JournalStore {
  return library.createFileJournalStore({ directory: journalDirectory(context, given) });
}

/** The journals that the clusters keep. */
export function clusterJournals(library: MoveLibrary, { source, target }: Sides): JournalStore {
  return library.createClusterJournalStore({ source, ...(target === undefined ? {} : { target }) });
}
