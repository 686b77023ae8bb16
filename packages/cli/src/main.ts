import { homedir } from 'node:os';
import { basename } from 'node:path';
import process from 'node:process';
import { isSea } from 'node:sea';
import { boundHeap, boundYoungGeneration } from './bound-heap.ts';
import type { CliContext, CliProcess, StopSignal } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { runCli } from './run-cli.ts';

// The only file that touches the process.

boundHeap();

// Whoever reads our output may go away (tsmove plan | head); a move goes on all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const ours: CliProcess = { stdout: process.stdout, stderr: process.stderr, env: process.env };

const context: CliContext = {
  process: ours,
  // A program of one file is itself what was called.
  program: basename((isSea() ? process.argv0 : process.argv[1]) ?? '').startsWith('kubectl-')
    ? 'kubectl tsmove'
    : 'tsmove',
  homeDir: process.env['HOME'] ?? homedir(),
  platform: { node: process.version, os: process.platform, arch: process.arch },
  canAsk: process.stdin.isTTY && process.stderr.isTTY,
  async ask(question, signal) {
    process.stderr.write(question);
    const { createInterface } = await import('node:readline/promises');
    // Not as a terminal of readline's own: Ctrl-C stays a signal.
    const lines = createInterface({ input: process.stdin, terminal: false });
    const ended = new AbortController();
    lines.once('close', () => {
      ended.abort();
    });
    try {
      return await lines.question('', { signal: AbortSignal.any([signal, ended.signal]) });
    } catch {
      return undefined; // Asked to stop, or nobody there to answer.
    } finally {
      lines.close();
    }
  },
  signals: {
    listen(handler) {
      const listeners = (['SIGINT', 'SIGTERM'] as const satisfies StopSignal[]).map((signal) => {
        const listener = (): void => {
          handler(signal);
        };
        process.on(signal, listener);
        return () => process.off(signal, listener);
      });
      return () => {
        for (const off of listeners) off();
      };
    },
    suspending(before, after) {
      const stop = (): void => {
        before();
        // Whoever listens to SIGTSTP has to stop by himself.
        process.kill(process.pid, 'SIGSTOP');
      };
      process.on('SIGTSTP', stop).on('SIGCONT', after);
      return () => process.off('SIGTSTP', stop).off('SIGCONT', after);
    },
    exit(code) {
      process.exit(code);
    },
  },
  clock: {
    now: () => performance.now(),
    every(ms, work) {
      const timer = setInterval(work, ms).unref();
      return () => {
        clearInterval(timer);
      };
    },
  },
  library: async () => {
    boundYoungGeneration();
    return (await import('./library.ts')).library;
  },
};

// Not awaited here, because a program of one file is a script and no module. Whoever ends before the end has failed.
process.exitCode = exitCodes.failed;
void runCli(process.argv.slice(2), context).then(() => {
  process.exitCode = ours.exitCode ?? 0;
});
