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
    ['NO_COLOR, FORCE_COLOR', 'Never or always use colours.'],
    ['CI', 'If set, nothing is asked, and progress is plain lines.'],
  ],
};

export const exitCodeList: HelpList = {
  heading: 'Exit codes',
  items: [
    [exitCodes.done.toString(), 'Done.'],
    [exitCodes.failed.toString(), 'Failed; the source is still the one that counts, and nothing is left behind.'],
    [exitCodes.usage.toString(), 'The command line, the environment or a kubeconfig cannot be used.'],
    [
      exitCodes.refused.toString(),
      'Refused before anything was created: a finding, a blocked object, or a change since the plan.',
    ],
    [exitCodes.partial.toString(), 'Stopped half way; the output says what is where.'],
    [
      `${exitCodes.interrupted.toString()}, ${exitCodes.terminated.toString()}`,
      'Stopped by Ctrl-C, or by SIGTERM, with everything undone.',
    ],
  ],
};
