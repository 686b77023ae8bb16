import type { AnyFlagGroup } from '../flags/group.ts';
import type { Guidance } from './guidance.ts';

/** What the help of a command says, before it is laid out. `tsmove` in it stands for the name of the program. */
export interface CommandHelp {
  /** Paragraphs. */
  readonly about: readonly string[];
  /** What follows the program's name. */
  readonly usage: readonly string[];
  readonly groups: readonly AnyFlagGroup[];
  /** Terms and what they mean, under a heading each. */
  readonly lists?: readonly HelpList[];
  readonly examples: readonly HelpExample[];
  /** When to use it, what it never does, what to run next, where to read on; every command has it. */
  readonly guidance?: Guidance;
}

export interface HelpList {
  readonly heading: string;
  readonly items: readonly (readonly [term: string, meaning: string])[];
}

export interface HelpExample {
  readonly aim: string;
  readonly command: string;
}
