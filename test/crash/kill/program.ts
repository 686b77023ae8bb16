import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tsmoveBin } from '../../demo/command-line.ts';

export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly elapsedMs: number;
  readonly stderr: string;
}

/** Runs the built tsmove, and kills it with SIGKILL after some time, unless it was faster. */
export async function tsmove(args: readonly string[], killAfterMs?: number): Promise<Ended> {
  const begun = performance.now();
  const child = spawn(process.execPath, [tsmoveBin, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: '/no/such/home' },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { code: code ?? String(signal), elapsedMs: performance.now() - begun, stderr };
}
