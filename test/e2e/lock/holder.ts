import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pair } from '../../support/control-plane/start.ts';
import { forget, watchOver } from '../../support/processes/undertaker.ts';
import { until } from '../../support/processes/until.ts';

/** A process that holds a lock and writes under it, through the built library. */
export interface Holder {
  /** Its requests in the audit logs. */
  readonly userAgent: string;
  signal(name: 'SIGCONT' | 'SIGKILL'): void;
  /**
   * Resolves once it stands still. `between-callbacks`: it has stopped itself, so that every request was either handed
   * to the system or not begun to be written; `anywhere`: at any instruction.
   */
  stop(where: 'between-callbacks' | 'anywhere'): Promise<void>;
  /** What it has said until it ended. */
  readonly said: Promise<string>;
}

/** Resolves as soon as it has the lock. */
export async function startHolder(pair: Pair, namespace: string, durationMs: number): Promise<Holder> {
  const program = join(import.meta.dirname, 'lock-holder.js');
  const args = [program, pair.source.kubeconfig, pair.target.kubeconfig, namespace, durationMs.toString()];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid === undefined) throw new Error('the holder could not be started');
  watchOver(pid);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  }
  let hasEnded = false;
  const said = once(child, 'close').then(() => {
    hasEnded = true;
    forget(pid);
    return text;
  });
  await until({ what: 'the holder has the lock', hopeless: () => (hasEnded ? text : undefined) }, () =>
    text.includes('holding'),
  );
  return {
    userAgent: `holder-${namespace}`,
    signal: (name) => {
      child.kill(name);
    },
    async stop(where) {
      child.kill(where === 'anywhere' ? 'SIGSTOP' : 'SIGUSR2');
      await until({ what: 'the holder stands still' }, async () => {
        // The state of a process stands behind its name, which is in brackets.
        return (await readFile(`/proc/${pid.toString()}/stat`, 'utf8')).includes(') T ');
      });
    },
    said,
  };
}
