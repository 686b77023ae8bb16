import { exitCodes } from '../exit-codes.ts';
import { archiveGroups, exportGroups, importGroups } from '../flags/archive.ts';
import { subcommandBriefs } from '../app/command-names.ts';
import type { CommandHelp, HelpList } from './command-help.ts';
import { environmentList, exitCodeList } from './common.ts';

const readingExitCodes: HelpList = {
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'The archive is whole.'],
    [
      exitCodes.usage.toString(),
      'The command line cannot be used, or the archive cannot be read: it is damaged, cut off, of a newer format, or encrypted for others.',
    ],
  ],
};

/** The help of the commands about archives. */
export const archivesHelp: Readonly<
  Record<'export' | 'import' | 'archive' | 'archive inspect' | 'archive verify', CommandHelp>
> = {
  export: {
    about: [
      'Writes the Cluster API objects of a namespace into an archive: with status, finalizers, field managers, and all digits of large integers. The source is paused while it is read, so that all objects are of one moment; then it is resumed, whatever happens. Nothing is deleted.',
      'Secrets are among the objects. So the archive is encrypted with --encrypt-to, or --plain says that it need not be.',
      'An export whose process dies is undone by tsmove rollback --archive FILE, which resumes the source.',
    ],
    usage: ['export FILE --encrypt-to AGE1… [FLAGS]', 'export FILE --plain [FLAGS]'],
    groups: exportGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      {
        aim: 'Encrypted for two people',
        command: 'tsmove export fleet.tar.age -n fleet --encrypt-to age1alice --encrypt-to age1bob',
      },
      {
        aim: 'A backup of a cluster that must not be paused',
        command: 'tsmove export fleet.tar -n fleet --no-pause --plain',
      },
    ],
  },
  import: {
    about: [
      'Creates the objects of an archive in a management cluster, with their status, and lets its controllers take them over. It is a move whose source is the archive: the same checks before, everything compared, all or none, a journal. The archive stays as it is.',
      'Only one management cluster may have the objects: see to it that the one they are from is gone, or has them paused for good.',
      'An import whose process dies is gone on with by tsmove resume --archive FILE, or undone by tsmove rollback --archive FILE.',
    ],
    usage: ['import FILE --to-kubeconfig FILE [FLAGS]', 'import FILE --dry-run [FLAGS]'],
    groups: importGroups,
    lists: [environmentList, exitCodeList],
    examples: [
      { aim: 'See what would be created', command: 'tsmove import fleet.tar --to-kubeconfig target.yaml --dry-run' },
      {
        aim: 'An encrypted archive',
        command: 'tsmove import fleet.tar.age --to-kubeconfig target.yaml --identity key.txt',
      },
    ],
  },
  archive: {
    about: ['Looks into archives that tsmove export has written. It contacts nobody and changes nothing.'],
    usage: ['archive COMMAND FILE [FLAGS]'],
    groups: [],
    lists: [
      {
        heading: 'Commands',
        items: (['archive inspect', 'archive verify'] as const).map(
          (name) => [name.replace('archive ', ''), `${subcommandBriefs[name]}.`] as const,
        ),
      },
      environmentList,
      readingExitCodes,
    ],
    examples: [
      { aim: 'What is in it?', command: 'tsmove archive inspect fleet.tar' },
      { aim: 'Is it whole?', command: 'tsmove archive verify fleet.tar.age --identity key.txt' },
    ],
  },
  'archive inspect': {
    about: [
      'Shows where an archive is from, how it was made, and how many objects of which kinds are in it, but nothing of what is in them. All of it is checked on the way.',
    ],
    usage: ['archive inspect FILE [FLAGS]'],
    groups: archiveGroups,
    lists: [environmentList, readingExitCodes],
    examples: [
      { aim: 'What is in it?', command: 'tsmove archive inspect fleet.tar' },
      { aim: 'For a script', command: 'tsmove archive inspect fleet.tar -o json' },
    ],
  },
  'archive verify': {
    about: [
      'Checks an archive to the last byte: nothing is missing, nothing was changed, every object is the one that the manifest names. The digest that it prints vouches for everything: compare it with the one that tsmove export printed.',
    ],
    usage: ['archive verify FILE [FLAGS]'],
    groups: archiveGroups,
    lists: [environmentList, readingExitCodes],
    examples: [
      { aim: 'Before the old cluster is deleted', command: 'tsmove archive verify fleet.tar' },
      { aim: 'An encrypted one', command: 'tsmove archive verify fleet.tar.age --identity key.txt' },
    ],
  },
};
