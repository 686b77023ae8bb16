import { type CommandName, subcommandBriefs, type SubcommandName, subcommandNames } from '../app/command-names.ts';
import { exitCodes } from '../exit-codes.ts';
import { leasesCheckGroups, leasesCopyGroups, leasesShowGroups } from '../flags/leases.ts';
import type { CommandHelp, HelpList } from './command-help.ts';
import { environmentList } from './common.ts';

const exitCodeList = (refused: string): HelpList => ({
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'Done.'],
    [exitCodes.failed.toString(), 'Failed: a server has not answered, or has refused.'],
    [exitCodes.usage.toString(), 'The command line, a kubeconfig or a file cannot be used.'],
    [exitCodes.refused.toString(), refused],
  ],
});

const noLeases = 'There are no leases where they are looked for.';

/** The help of `leases`, and of the commands below it. */
export const leasesHelp: Readonly<Record<Extract<CommandName | SubcommandName, `leases${string}`>, CommandHelp>> = {
  leases: {
    about: [
      'Shows, checks and copies DHCP leases, which a move of Metal3 does not take along: they lie in a file of the dnsmasq that runs beside Ironic, and are lost with its container. Machines keep their addresses if the dnsmasq of the target begins with the leases of the source.',
      'Copy them before Ironic is stopped in the source, and before it is started in the target.',
    ],
    usage: ['leases COMMAND [FLAGS]'],
    groups: [],
    lists: [
      {
        heading: 'Commands',
        items: subcommandNames
          .filter((name) => name.startsWith('leases '))
          .map((name) => [name.replace('leases ', ''), `${subcommandBriefs[name]}.`] as const),
      },
      environmentList,
      exitCodeList('A check has found something, or there are no leases where they are looked for.'),
    ],
    examples: [
      { aim: 'What is leased?', command: 'tsmove leases show --kubeconfig bootstrap.yaml' },
      { aim: 'Copy it', command: 'tsmove leases copy --kubeconfig bootstrap.yaml --to-kubeconfig target.yaml' },
      { aim: 'All flags of a command', command: 'tsmove leases copy --help' },
    ],
  },
  'leases show': {
    about: [
      'Shows the leases of a dnsmasq that runs in the source, of a ConfigMap there, or of a file. It changes nothing. Lines that are no leases are named.',
    ],
    usage: ['leases show [FLAGS]', 'leases show --leases-from file:PATH'],
    groups: leasesShowGroups,
    lists: [environmentList, exitCodeList(noLeases)],
    examples: [
      { aim: 'The dnsmasq of Ironic', command: 'tsmove leases show --kubeconfig bootstrap.yaml' },
      {
        aim: 'What the target was given',
        command: 'tsmove leases show --kubeconfig target.yaml --leases-from configmap:metal3/dnsmasq-leases-configmap',
      },
      { aim: 'For a script', command: 'tsmove leases show --leases-from file:dnsmasq.leases -o json' },
    ],
  },
  'leases check': {
    about: [
      'Checks whether dnsmasq would take the leases: that each line is one, in the DHCP ranges if they are given, that no address and no client has two, that there are no more than 1,000. They are compared with the BareMetalHosts and HardwareData of the source, if it has any. It changes nothing.',
    ],
    usage: ['leases check [FLAGS]'],
    groups: leasesCheckGroups,
    lists: [environmentList, exitCodeList(`There is an error among the findings. Also: ${noLeases.toLowerCase()}`)],
    examples: [
      {
        aim: 'Would dnsmasq take what the source has?',
        command: 'tsmove leases check --kubeconfig bootstrap.yaml',
      },
      {
        aim: 'With the ranges of both networks',
        command: 'tsmove leases check --dhcp-range "172.22.0.10,172.22.0.99 fd00:22::/64"',
      },
    ],
  },
  'leases copy': {
    about: [
      'Copies the leases to a ConfigMap of the target, and merges them with what it holds. What has expired is dropped; what else is not copied is named.',
      'Nothing is copied if a line cannot be read, if leases are not in order, or if the two sides contradict each other, unless --skip-invalid or --prefer settles it.',
      'dnsmasq cannot write to a ConfigMap: an init container of its pod has to copy the file to where it can.',
    ],
    usage: ['leases copy --to-kubeconfig FILE [FLAGS]', 'leases copy --dry-run --to-kubeconfig FILE [FLAGS]'],
    groups: leasesCopyGroups,
    lists: [
      environmentList,
      exitCodeList(
        `Nothing was copied: leases are not in order, or contradict each other. Also: ${noLeases.toLowerCase()}`,
      ),
    ],
    examples: [
      {
        aim: 'From the dnsmasq of the source, for a pivot of up to two hours',
        command: 'tsmove leases copy --to-kubeconfig target.yaml --extend-to 2h',
      },
      {
        aim: 'From a dnsmasq outside of the cluster, whose file was copied out',
        command: 'tsmove leases copy --to-kubeconfig target.yaml --leases-from file:dnsmasq.leases',
      },
      { aim: 'Only look', command: 'tsmove leases copy --to-kubeconfig target.yaml --dry-run' },
    ],
  },
};
