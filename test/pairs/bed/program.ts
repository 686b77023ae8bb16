import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagementCluster } from '../../support/control-plane/management-cluster.ts';

const bin = join(import.meta.dirname, '../../../packages/cli/bin/tsmove.js');

export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  readonly said: string;
}

/** The program as `npm run build` leaves it, with one folder of journals. */
export interface Program extends AsyncDisposable {
  /** Runs it to its end, or kills it with SIGKILL as soon as it says these words. */
  run(command: string, args: readonly string[], killAt?: RegExp): Promise<Ended>;
}

export async function program(): Promise<Program> {
  const journals = await mkdtemp(join(tmpdir(), 'tsmove-pairs-'));
  return {
    async run(command, args, killAt) {
      const child = spawn(process.execPath, [bin, command, ...args, '--journal-dir', journals], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'] ?? '', HOME: '/no/such/home' },
      });
      let said = '';
      const listen = (text: string): void => {
        said += text;
        if (killAt?.test(said) === true) child.kill('SIGKILL');
      };
      child.stdout.setEncoding('utf8').on('data', listen);
      child.stderr.setEncoding('utf8').on('data', listen);
      const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
      return { code: code ?? String(signal), said };
    },
    [Symbol.asyncDispose]: () => rm(journals, { recursive: true, force: true }),
  };
}

/** The flags that name the two sides. */
export function sides(from: ManagementCluster, to: ManagementCluster): readonly string[] {
  return ['--kubeconfig', from.kubeconfig, '--to-kubeconfig', to.kubeconfig];
}
