import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Scratch } from './scratch.ts';

/** Runs tsmove in the folder of a page, and kills it as soon as it prints these words: no chance to say or undo anything. */
export async function killDuring(scratch: Scratch, args: readonly string[], killAt: RegExp): Promise<void> {
  const child = spawn('tsmove', args, {
    cwd: scratch.folder,
    env: { ...scratch.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const listen = (text: string): void => {
    said += text;
    if (killAt.test(said)) child.kill('SIGKILL');
  };
  child.stdout.setEncoding('utf8').on('data', listen);
  child.stderr.setEncoding('utf8').on('data', listen);
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal !== 'SIGKILL') throw new Error(`tsmove ended with ${String(code)} before it could be killed: ${said}`);
}
