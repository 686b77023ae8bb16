import type { MoveLibrary } from './library.ts';

export type Environment = Readonly<Partial<Record<string, string>>>;

/** Output knows how to take text, and what stands behind it. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal; read anew before every line, so that resizing it is harmless. */
  readonly columns?: number | undefined;
  /** Height of the terminal, likewise. */
  readonly rows?: number | undefined;
  /** Calls `listener` after the terminal has changed its size. */
  readonly on?: (event: 'resize', listener: () => void) => unknown;
  readonly off?: (event: 'resize', listener: () => void) => unknown;
}

/** The process as the command line sees it; what it leaves in `exitCode` becomes the exit code. */
export interface CliProcess {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  exitCode?: number | string | null;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Signals knows who wants the program to stop. */
export interface Signals {
  /** Calls `handler` for each signal until the returned function is called. */
  listen(handler: (signal: StopSignal) => void): () => void;
  /**
   * Calls `before` when somebody stops the process for a while (Ctrl-Z), and `after` when it goes on, until the returned
   * function is called. Absent: the system has no such thing.
   */
  suspending?(before: () => void, after: () => void): () => void;
  /** Ends the process without waiting for anything. */
  exit(code: number): void;
}

/** Clock knows the time, in ms, and how to do something at intervals. */
export interface Clock {
  now(): number;
  /** ms since 1970, to tell people how long ago something was; absent: by this machine's clock. */
  wallMs?(): number;
  /** Calls `work` every `ms` until the returned function is called; does not keep the process alive. */
  every(ms: number, work: () => void): () => void;
}

/** What the program runs on. */
export interface Platform {
  /** `v20.20.2` */
  readonly node: string;
  /** `linux` */
  readonly os: string;
  /** `x64` */
  readonly arch: string;
}

/** Everything that a command may touch outside of itself. Only `main.ts` knows the real process. */
export interface CliContext {
  readonly process: CliProcess;
  /** How the program was called, for help: `tsmove` or `kubectl tsmove`. */
  readonly program: string;
  readonly homeDir: string;
  readonly platform: Platform;
  /** True if somebody sits at stdin. */
  readonly canAsk: boolean;
  /** Prints `question` on stderr and returns the answer; undefined if stdin ends or `signal` aborts first. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly signals: Signals;
  readonly clock: Clock;
  /** Loads the library; help, version and completion never do. */
  readonly library: () => Promise<MoveLibrary>;
}
