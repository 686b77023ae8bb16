import { runCli } from '../run-cli.ts';
import { fakeContext, type FakeContext, type FakeContextOptions } from './fake-context.ts';

export interface Ran {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. Words are parted at spaces; an array is taken as it is. */
export async function tsmove(line: string | readonly string[], options: FakeContextOptions = {}): Promise<Ran> {
  return runIn(fakeContext(options), line);
}

export async function runIn(context: FakeContext, line: string | readonly string[]): Promise<Ran> {
  await runCli(typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line, context);
  const { stdout, stderr } = context.printed;
  return { code: context.process.exitCode, stdout, stderr };
}
