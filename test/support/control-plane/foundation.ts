import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, type Authority, type Credentials } from '../certificates/authority.ts';
import { sweepLater } from '../processes/undertaker.ts';
import { writeApiserverFiles } from './apiserver.ts';
import type { ControlPlaneOptions } from './control-plane.ts';
import { defaultControllers } from './controller-manager.ts';
import { knownUsers, type KnownUser } from './known-users.ts';

/** What a control plane has before its first server runs: a folder, certificates, and who may come in. */
export interface Foundation {
  readonly name: string;
  readonly options: ControlPlaneOptions;
  readonly controllers: readonly string[];
  readonly directory: string;
  readonly authority: Authority;
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly adminCertificate: Credentials;
  /** Removes the folder, unless what is in it is to be kept. */
  remove(): Promise<void>;
}

/** @param hosts by which servers are reached, besides this machine's own names */
export async function layFoundation(options: ControlPlaneOptions, hosts: readonly string[] = []): Promise<Foundation> {
  const name = options.name ?? 'plane';
  const directory = await mkdtemp(join(tmpdir(), `tsmove-${name.replace(/\W/g, '-')}-`));
  const keep = process.env['TSMOVE_TEST_KEEP'] === '1';
  if (!keep) sweepLater(directory);
  const authority = createAuthority(`test-bed-${name}`);
  const users = knownUsers(options.users ?? []);
  await writeApiserverFiles(directory, authority, users.values(), hosts);
  return {
    name,
    options,
    controllers: options.controllers ?? defaultControllers,
    directory,
    authority,
    users,
    adminCertificate: authority.issue({ commonName: 'admin', organisations: ['system:masters'] }),
    async remove() {
      if (!keep) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
