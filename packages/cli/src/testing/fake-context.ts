import type { CliContext, CliProcess, Environment, StopSignal } from '../context.ts';
import type { MoveLibrary } from '../library.ts';

export interface FakeContextOptions {
  readonly env?: Environment;
  readonly program?: string;
  /** Columns of stdout and stderr; absent: they are no terminals. */
  readonly terminal?: number;
  /** What somebody at the keyboard answers; absent: nobody is there. */
  readonly answer?: string;
  readonly library?: MoveLibrary;
  readonly homeDir?: string;
}

/** A context for tests: what was printed is kept, time stands still until it is moved, signals are sent by hand. */
export interface FakeContext extends CliContext {
  readonly printed: { stdout: string; stderr: string; questions: string };
  /** What `exit` was called with. */
  readonly exits: number[];
  send(signal: StopSignal): void;
  pass(ms: number): void;
}

export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  const printed = { stdout: '', stderr: '', questions: '' };
  const handlers = new Set<(signal: StopSignal) => void>();
  const exits: number[] = [];
  let now = 0;
  const output = (stream: 'stdout' | 'stderr'): CliProcess['stdout'] => ({
    write: (text) => {
      printed[stream] += text;
    },
    isTTY: options.terminal !== undefined,
    columns: options.terminal,
  });
  return {
    process: { stdout: output('stdout'), stderr: output('stderr'), env: options.env ?? {} },
    program: options.program ?? 'tsmove',
    homeDir: options.homeDir ?? '/home/nobody',
    platform: { node: 'v20.20.2', os: 'linux', arch: 'x64' },
    canAsk: options.answer !== undefined,
    ask: (question) => {
      printed.questions += question;
      return Promise.resolve(options.answer);
    },
    signals: {
      listen(handler) {
        handlers.add(handler);
        return () => handlers.delete(handler);
      },
      exit: (code) => {
        exits.push(code);
      },
    },
    clock: { now: () => now, wallMs: () => Date.parse('2026-11-21T10:05:00Z') + now, every: () => () => undefined },
    library: () =>
      options.library === undefined ? Promise.reject(new Error('no library')) : Promise.resolve(options.library),
    printed,
    exits,
    send(signal) {
      for (const handler of handlers) handler(signal);
    },
    pass(ms) {
      now += ms;
    },
  };
}
