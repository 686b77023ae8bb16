import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from '../../support/binaries/binaries.ts';
import { run } from '../../support/binaries/run.ts';

/** The chart of this repository. */
export const chart = join(import.meta.dirname, '../../../packaging/chart/tsmove');

/** Helm as a user runs it, with a home of its own, so that nothing of this machine's user is read or written. */
export interface Helm extends AsyncDisposable {
  /** For what a test wants to give it. */
  readonly directory: string;
  /** @returns what it printed; an error has its last words */
  (...args: readonly string[]): Promise<string>;
  /** Writes a values file, and returns its path. */
  values(text: string): Promise<string>;
}

export async function startHelm(): Promise<Helm> {
  const { path } = await binary('helm');
  const directory = await mkdtemp(join(tmpdir(), 'tsmove-helm-'));
  const env = Object.fromEntries(
    ['HELM_CACHE_HOME', 'HELM_CONFIG_HOME', 'HELM_DATA_HOME'].map((name) => [name, join(directory, name)]),
  );
  let count = 0;
  return Object.assign(
    (...args: readonly string[]) => run(path, args, { env: { KUBECONFIG: '/no/such/file', ...env } }),
    {
      directory,
      async values(text: string) {
        const file = join(directory, `values-${(count += 1).toString()}.yaml`);
        await writeFile(file, text);
        return file;
      },
      [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
    },
  );
}
