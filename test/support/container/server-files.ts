import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that a server finds in its container. */
export interface ServerFile {
  readonly content: string;
  readonly target: string;
  readonly mode?: number;
}

/** The folder in which servers find their files. */
export const folderInside = '/bed';

const files = [
  ...['ca.crt', 'server.crt', 'server.key', 'kubelet-client.crt', 'kubelet-client.key', 'service-accounts.key'],
  ...['service-accounts.pub', 'users.csv', 'audit-policy.json'],
] as const;

/** What servers read at their start. Copied, not mounted: an engine need not see this machine's folders. */
export async function serverFiles(directory: string): Promise<readonly ServerFile[]> {
  return Promise.all(
    files.map(async (name) => ({
      content: await readFile(join(directory, name), 'utf8'),
      target: `${folderInside}/${name}`,
    })),
  );
}
