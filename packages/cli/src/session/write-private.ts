import { randomUUID } from 'node:crypto';
import { open, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** For the user alone. */
const fileMode = 0o600;

/**
 * Writes a text into a file that its owner alone can read, from its first byte on. What has the name is replaced and not
 * written into: it may be readable for others, or a link that somebody else has put there. Devices and pipes, such as
 * `/dev/stdout`, are written to. Raises the errors of `node:fs`.
 */
export async function writePrivate(path: string, text: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) {
    await writeFile(path, text);
    return;
  }
  const draft = join(dirname(path), `.tsmove-${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx', fileMode);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}
