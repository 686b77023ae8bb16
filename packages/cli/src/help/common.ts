import { exitCodes } from '../exit-codes.ts';
import type { HelpList } from './command-help.ts';

export const environmentList: HelpList = {
  heading: 'Environment',
  items: [
    [
      'TSMOVE_*',
      'Every flag: TSMOVE_TO_KUBECONFIG is --to-kubeconfig, TSMOVE_V is -v. Flags that repeat take a list with commas. The flag wins.',
    ],
    ['KUBECONFIG', 'Kubeconfig files of the source, as with kubectl.'],
    ['XDG_STATE_HOME', 'Where journals are kept, in tsmove/journal (default ~/.local/state).'],
    ['NO_COLOR, FORCE_COLOR', 'Never or always use colours.'],
    ['CI', 'If set, nothing is asked, and progress is plain lines.'],
  ],
};

export const exitCodeList: HelpList = {
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'Done.'],
    [
      exitCodes.failed.toString(),
      'Failed; the source is still the one that counts, and nothing is left behind. With --per-cluster: some Clusters have moved, and others are as they were.',
    ],
    [exitCodes.usage.toString(), 'The command line, the environment, a kubeconfig or a journal cannot be used.'],
    [
      exitCodes.refused.toString(),
      'Refused before anything was created: a finding, a blocked object, a change since the plan, or another move at work. Also: there is no move to go on with.',
    ],
    [exitCodes.partial.toString(), 'Stopped half way; the output says what is where, and the commands to go on with.'],
    [
      `${exitCodes.interrupted.toString()}, ${exitCodes.terminated.toString()}`,
      'Stopped by Ctrl-C, or by SIGTERM, with everything undone.',
    ],
  ],
};

/** Of commands that only read or compute. */
export const readingExitCodes: HelpList = {
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'Done.'],
    [exitCodes.failed.toString(), 'Failed: a cluster could not be read.'],
    [exitCodes.usage.toString(), 'The command line, a kubeconfig or a file cannot be used.'],
  ],
};

/** Of commands that contact nobody. */
export const localExitCodes: HelpList = {
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'Done.'],
    [exitCodes.usage.toString(), 'The command line or a file cannot be used.'],
  ],
};
