import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { runTsmove } from '../../parity/tools/tsmove.ts';
import type { Ended } from '../../parity/tools/tool.ts';

/** A folder for archives and journals that goes with the test. */
export interface Folder extends AsyncDisposable {
  path(name: string): string;
  /** tsmove's command line, with its journals in here and no wait for controllers that do not run. */
  tsmove(...args: readonly string[]): Promise<Ended>;
}

export async function makeFolder(): Promise<Folder> {
  const directory = await mkdtemp(join(tmpdir(), 'tsmove-archive-'));
  const path = (name: string): string => join(directory, name);
  return {
    path,
    tsmove: (...args) => runTsmove(args, { TSMOVE_JOURNAL_DIR: path('journal'), TSMOVE_YES: 'true' }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** A command that must have succeeded; otherwise the test shows what it said. */
export function requireDone({ code, said }: Ended): void {
  expect(code, said).toBe(0);
}
