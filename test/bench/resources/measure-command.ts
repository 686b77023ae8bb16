import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from '../contenders.ts';
import { peakMemory, processorTime } from './proc.ts';

/** What one run of a command took. */
export interface Usage {
  /** Wall time of the whole process, start-up included, in ms. */
  readonly elapsedMs: number;
  /** User and system, in seconds. */
  readonly processorSeconds: number | undefined;
  /** The largest resident size, in MiB, as of at most 50 ms before its end. */
  readonly peakMiB: number | undefined;
  /** What it wrote to its standard output. */
  readonly output: string;
}

const sampleEveryMs = 50;

/**
 * Runs a command to its end. Its processor time is what the kernel adds to ours when a child is gone, so it is complete;
 * therefore no other child may end meanwhile.
 */
export async function measureCommand({ program, args, env }: Command, signal: AbortSignal): Promise<Usage> {
  const said = { output: '', errors: '' };
  const before = processorTime('self')?.endedChildren;
  const begun = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    signal,
    killSignal: 'SIGKILL',
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.errors += text));
  let peakMiB: number | undefined;
  const sampling = setInterval(() => {
    if (child.pid !== undefined) peakMiB = peakMemory(child.pid) ?? peakMiB;
  }, sampleEveryMs);
  let elapsedMs = 0;
  let after: number | undefined;
  // Not awaited, because others could run between the event and us.
  child.once('exit', () => {
    elapsedMs = performance.now() - begun;
    after = processorTime('self')?.endedChildren;
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) {
      const words = `${said.output}${said.errors}`.trimEnd().split('\n').slice(-15).join('\n');
      throw new Error(`${program} ended with ${String(code)}:\n${words}`);
    }
  } finally {
    clearInterval(sampling);
  }
  const processorSeconds = before === undefined || after === undefined ? undefined : after - before;
  return { elapsedMs, processorSeconds, peakMiB, output: said.output };
}
