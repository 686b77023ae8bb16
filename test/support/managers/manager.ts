import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { binary } from '../binaries/binaries.ts';
import { managerPrograms, type ManagerProgram } from '../binaries/pinned.ts';
import type { ControlPlane, User } from '../control-plane/control-plane.ts';
import { writeKubeconfig } from '../control-plane/kubeconfig.ts';
import { startOnPort } from '../control-plane/start-on-port.ts';
import { freePorts } from '../processes/free-ports.ts';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';
import { registerWebhooks } from './register-webhooks.ts';

/** What a manager is told at its start: files of its own, and ports of the system's choice. */
export interface ManagerPlace {
  readonly kubeconfig: string;
  /** A folder of its own, gone with the control plane. */
  readonly directory: string;
  /** With the certificate of its webhooks: `tls.crt` and `tls.key`. */
  readonly certificates: string;
  readonly healthPort: number;
  readonly webhookPort: number;
}

export interface ManagerCommand {
  readonly program: ManagerProgram;
  readonly args: (place: ManagerPlace) => readonly string[];
  readonly env?: (place: ManagerPlace) => Readonly<Record<string, string>>;
  /** Where it wants to find the certificate of its webhooks, below its directory. Default: `certificates`. */
  readonly certificates?: string;
  /** For managers whose port cannot be chosen. */
  readonly webhookPort?: number;
  /** Whether the API server is told of its admission webhooks. */
  readonly webhooks: boolean;
}

/** A real controller that runs next to a control plane of the test bed, as a process of its own. */
export interface Manager extends AsyncDisposable {
  readonly program: ManagerProgram;
  readonly pid: number;
  readonly logFile: string;
  /** Where its webhooks listen; admission and, with some managers, conversion. */
  readonly webhookPort: number;
  /** Takes its webhooks away, sends SIGTERM, and resolves when it has really ended. May be called again. */
  stop(): Promise<void>;
}

/** Managers shut down in order, which takes as long as their last reconciliations. */
const patience = 30_000;

/**
 * The managers as users: pass them to `startControlPlane`. Each is an admin, but under its own name, so that audit logs
 * tell them from each other and from a move.
 */
export const managerUsers: readonly User[] = managerPrograms.map((program) => ({
  name: program,
  groups: ['system:masters'],
}));

let started = 0;

/**
 * Starts a manager and waits until it is ready and its webhooks are asked. The control plane must know {@link managerUsers}.
 * @throws when it ends before it is ready, with the last lines of its log
 */
export async function startManager(plane: ControlPlane, command: ManagerCommand): Promise<Manager> {
  const { program } = command;
  const { path } = await binary(program);
  const directory = join(plane.directory, 'managers', `${program}-${(started += 1)}`);
  const certificates = join(directory, command.certificates ?? 'certificates');
  await mkdir(certificates, { recursive: true });
  const { certificate, key } = plane.authority.issue({
    commonName: program,
    hosts: [plane.hostAddress, '127.0.0.1', 'localhost'],
  });
  await writeFile(join(certificates, 'tls.crt'), certificate);
  await writeFile(join(certificates, 'tls.key'), key, { mode: 0o600 });
  const kubeconfig = await writeKubeconfig(plane, {
    user: { token: plane.tokenOf(program) },
    file: `kubeconfig-${program}-${started}`,
  });

  let webhookPort = 0;
  const launch = async (healthPort: number): Promise<ServerProcess> => {
    const [free = 0] = await freePorts(1);
    webhookPort = command.webhookPort ?? free;
    const place: ManagerPlace = { kubeconfig, directory, certificates, healthPort, webhookPort };
    return startServerProcess({
      name: program,
      program: path,
      logFile: join(directory, 'log'),
      args: command.args(place),
      env: command.env?.(place) ?? {},
    });
  };
  const isReady = async (healthPort: number): Promise<boolean> => {
    const answer = await request(`http://127.0.0.1:${healthPort}/readyz`);
    await answer.body.dump();
    return answer.statusCode === 200;
  };
  const { process } = await startOnPort(0, launch, isReady);
  const registered = command.webhooks ? await registerWebhooks(plane, program, webhookPort) : undefined;

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    // The API server may have gone before, at the end of a test that failed.
    await registered?.remove().catch(() => undefined);
    await process.stop('SIGTERM', patience);
  };
  return {
    program,
    pid: process.pid,
    logFile: process.logFile,
    webhookPort,
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => (stopping ??= stop()),
  };
}
