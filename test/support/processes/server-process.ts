import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { forget, watchOver } from './undertaker.ts';

/** What to run, and where its words go. */
export interface ServerCommand {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** stdout and stderr, appended: a restart keeps what the first run had to say. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** False: somebody else sees to its end when this process dies. Default: true. */
  readonly watched?: boolean;
}

/** A server that was started by this process, and ends with it. */
export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** How it ended, or undefined while it runs. */
  ended(): string | undefined;
  /** The last lines of its log, for error messages. */
  lastWords(lines?: number): string;
  /** Sends a signal and returns at once. */
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end, insists after `patience`, and resolves when it is gone. */
  stop(signal?: NodeJS.Signals, patience?: number): Promise<void>;
}

/** Starts a server as the leader of its own session, so that a Ctrl-C reaches the test run first and it cleans up in order. */
export function startServerProcess(command: ServerCommand): ServerProcess {
  const log = openSync(command.logFile, 'a');
  const child = spawn(command.program, command.args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...command.env },
  });
  closeSync(log);

  let end: string | undefined;
  const gone = once(child, 'exit').then(
    ([code, signal]: (number | string | null)[]) => {
      end = signal === null ? `exit code ${String(code)}` : `signal ${String(signal)}`;
      if (child.pid !== undefined) forget(child.pid);
    },
    (error: unknown) => {
      end = String(error);
    },
  );
  const pid = child.pid;
  if (pid === undefined) return neverStarted(command, gone, () => end);
  if (command.watched !== false) watchOver(pid);
  child.unref();

  const signal = (name: NodeJS.Signals): void => {
    if (end === undefined) child.kill(name);
  };
  return {
    name: command.name,
    pid,
    logFile: command.logFile,
    ended: () => end,
    lastWords: (lines = 15) => tail(command.logFile, lines),
    signal,
    async stop(first = 'SIGTERM', patience = 5_000) {
      if (end !== undefined) return;
      signal(first);
      const insist = setTimeout(() => {
        signal('SIGKILL');
      }, patience);
      child.ref();
      await gone;
      clearTimeout(insist);
    },
  };
}

function neverStarted(command: ServerCommand, gone: Promise<void>, ended: () => string | undefined): ServerProcess {
  return {
    name: command.name,
    pid: -1,
    logFile: command.logFile,
    ended: () => ended() ?? `${command.program} could not be started`,
    lastWords: () => `${command.program} could not be started`,
    signal: () => undefined,
    stop: () => gone,
  };
}

function tail(file: string, lines: number): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}
