import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from './contenders.ts';

/** Runs a command to its end; returns the wall time of the whole process, start-up included, in milliseconds. */
export async function timeCommand({ program, args, env }: Command, signal: AbortSignal): Promise<number> {
  const said: string[] = [];
  const begun = performance.now();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    signal,
    killSignal: 'SIGKILL',
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const [code] = (await once(child, 'exit')) as [number | null];
  const elapsed = performance.now() - begun;
  if (code !== 0)
    throw new Error(
      `${program} ended with ${String(code)}:\n${said.join('').trimEnd().split('\n').slice(-15).join('\n')}`,
    );
  return elapsed;
}
