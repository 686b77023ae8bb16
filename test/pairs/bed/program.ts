import { spawn, type ChildProcess } from 'node:child_process';
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
  /** Runs it to its end, and calls once as soon as it says these words. */
  runWhile(command: string, args: readonly string[], also: Meanwhile): Promise<Ended>;
}

export interface Meanwhile {
  readonly at: RegExp;
  readonly call: (child: ChildProcess) => void;
  /** How far its clock is from that of this machine, in ms. */
  readonly clockAheadMs?: number;
}

/** Loaded before the program: every look at the calendar is as far off as it is told. Timers go on as they are. */
const wrongClock = join(import.meta.dirname, 'wrong-clock.cjs');

export async function program(): Promise<Program> {
  const journals = await mkdtemp(join(tmpdir(), 'tsmove-pairs-'));

  async function start(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    hear: (child: ChildProcess, said: string) => void,
  ): Promise<Ended> {
    const child = spawn(process.execPath, [bin, command, ...args, '--journal-dir', journals], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: '/no/such/home', ...env },
    });
    let said = '';
    const listen = (text: string): void => {
      said += text;
      hear(child, said);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code: code ?? String(signal), said };
  }

  return {
    run: (command, args, killAt) =>
      start(command, args, {}, (child, said) => {
        if (killAt?.test(said) === true) child.kill('SIGKILL');
      }),
    runWhile(command, args, { at, call, clockAheadMs = 0 }) {
      const clock = { NODE_OPTIONS: `--require ${wrongClock}`, CLOCK_AHEAD_MS: String(clockAheadMs) };
      let isCalled = false;
      return start(command, args, clockAheadMs === 0 ? {} : clock, (child, said) => {
        if (isCalled || !at.test(said)) return;
        isCalled = true;
        call(child);
      });
    },
    [Symbol.asyncDispose]: () => rm(journals, { recursive: true, force: true }),
  };
}

/** The flags that name the two sides. */
export function sides(from: ManagementCluster, to: ManagementCluster): readonly string[] {
  return ['--kubeconfig', from.kubeconfig, '--to-kubeconfig', to.kubeconfig];
}
