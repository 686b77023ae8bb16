import type { Settings } from './settings.ts';

/** One command, as somebody would type it. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Goes to its stdin. */
  readonly input?: string;
  /** Where its stdout goes, instead of to the reader. */
  readonly into?: string;
}

/** One step of the exercise: what is done, and what it must have come to. */
export interface Step {
  readonly says: string;
  readonly commands: (settings: Settings) => readonly Command[];
  /** Looks at what the commands printed, stdout and stderr, and says what is wrong with it. */
  readonly judge?: (printed: string, settings: Settings) => string | undefined;
  /** Tried again until this many seconds are over: what it waits for takes its time. */
  readonly patience?: number;
}
