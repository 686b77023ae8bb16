import { createWriteStream } from 'node:fs';
import {
  GenericContainer,
  getContainerRuntimeClient,
  type StartedTestContainer,
  type WaitStrategy,
} from 'testcontainers';
import type { ServerFile } from './server-files.ts';
import { runLabel, thisRun } from './reaper.ts';

/** A server of a control plane, as it is to run in a container. */
export interface PartCommand {
  readonly name: string;
  readonly image: string;
  readonly entrypoint: string;
  readonly args: readonly string[];
  readonly files: readonly ServerFile[];
  readonly network: string;
  readonly address: string;
  /** Where it listens, and on which port of this machine that is. */
  readonly port: number;
  readonly hostPort: number;
  readonly ready: WaitStrategy;
  /** What it says goes there, as with servers that are processes. */
  readonly logFile: string;
}

/** testcontainers has everything but a fixed address, which a store needs that is started again. */
class AddressedContainer extends GenericContainer {
  withAddress(network: string, address: string): this {
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [network]: { IPAMConfig: { IPv4Address: address } } },
    };
    return this.withNetworkMode(network);
  }
}

/** Starts a server, and resolves when it is ready. What it had to say is in the error when it does not get there. */
export async function startPartContainer(command: PartCommand): Promise<StartedTestContainer> {
  const container = new AddressedContainer(command.image)
    .withName(command.name)
    .withLabels({ [runLabel]: thisRun })
    .withAddress(command.network, command.address)
    .withEntrypoint([command.entrypoint])
    .withCommand([...command.args])
    .withCopyContentToContainer([...command.files])
    .withExposedPorts({ container: command.port, host: command.hostPort })
    .withWaitStrategy(command.ready)
    .withStartupTimeout(120_000)
    .withLogConsumer((stream) => stream.pipe(createWriteStream(command.logFile, { flags: 'a' })));
  try {
    return await container.start();
  } catch (error) {
    throw new Error(`${command.name}: ${String(error)}\n${await lastWords(command.name)}`, { cause: error });
  }
}

/** The last lines of a container's log, for error messages. */
export async function lastWords(name: string, lines = 15): Promise<string> {
  try {
    const { container } = await getContainerRuntimeClient();
    const log = await container.getById(name).logs({ stdout: true, stderr: true, tail: lines });
    // Each line has a header of eight bytes, of which some are not for people.
    return log.toString('utf8').replaceAll(/^[\u0000-\u001f].{7}/gmsu, '');
  } catch (error) {
    return `(no log: ${String(error)})`;
  }
}
