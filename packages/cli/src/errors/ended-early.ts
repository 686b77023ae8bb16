import type { ExitCode } from '../exit-codes.ts';

/** The command itself decided to stop: a declined question, a limit of time. Nothing was changed. */
export class EndedEarly extends Error {
  readonly exitCode: ExitCode;
  /** What the user can do about it, one sentence. */
  readonly hint: string | undefined;
  constructor(message: string, exitCode: ExitCode, hint?: string) {
    super(message);
    this.name = 'EndedEarly';
    this.exitCode = exitCode;
    this.hint = hint;
  }
}
