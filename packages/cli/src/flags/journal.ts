import type { FlagGroup } from './group.ts';
import { parseText } from './values.ts';

/** Where journals of moves are kept on this machine. */
export interface JournalDirectoryFlags {
  readonly journalDir: string | undefined;
}

/** Where the journal of a move is kept. */
export interface JournalFlags extends JournalDirectoryFlags {
  readonly journal: 'file' | 'cluster' | undefined;
}

const journalDir: FlagGroup<JournalDirectoryFlags>['flags']['journalDir'] = {
  kind: 'parsed',
  parse: parseText,
  optional: true,
  placeholder: 'DIR',
  brief: 'Directory of the journals (default $XDG_STATE_HOME/tsmove/journal, else ~/.local/state/tsmove/journal).',
};

export const journalDirectoryGroup: FlagGroup<JournalDirectoryFlags> = {
  heading: 'Where the journals are',
  flags: { journalDir },
};

export const journalGroup: FlagGroup<JournalFlags> = {
  heading: 'Where the journal is',
  flags: {
    journal: {
      kind: 'enum',
      values: ['file', 'cluster'],
      optional: true,
      brief:
        'file: in a directory of this machine (default). cluster: in both clusters, for machines that do not outlive the move.',
    },
    journalDir,
  },
};
