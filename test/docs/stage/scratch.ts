import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { makeAgeKey } from '../../../packages/move-core/src/testing/age-key.ts';
import { binary } from '../../support/binaries/binaries.ts';
import { writeKubeconfig } from '../../support/control-plane/kubeconfig.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { root } from '../pages/pages.ts';

/** The folder in which the commands of a page are typed, and the environment of their shell. */
export interface Scratch extends AsyncDisposable {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A folder with what pages say their reader has: the programs, kubeconfigs of both sides by the names that pages use, a
 * key of age, and a provider. Everything that a command would keep in the user's home is below it, too.
 */
export async function makeScratch(pair: Pair | undefined): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-docs-'));
  const bin = join(folder, '.bin');
  await mkdir(bin);
  await symlink(join(root, 'packages/cli/bin/tsmove.js'), join(bin, 'tsmove'));
  await symlink(join(root, 'packages/cli/bin/tsmove.js'), join(bin, 'kubectl-tsmove'));
  await symlink(process.execPath, join(bin, 'node'));
  for (const program of ['kubectl', 'helm'] as const) await symlink((await binary(program)).path, join(bin, program));
  // npx finds the programs of a checkout; here they are on the path already.
  await writeFile(join(bin, 'npx'), '#!/bin/sh\nexec "$@"\n');
  await chmod(join(bin, 'npx'), 0o755);
  for (const name of ['node_modules', 'examples', 'packaging']) await symlink(join(root, name), join(folder, name));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await cp(join(root, 'examples/dist/custom-provider.js'), join(folder, 'my-provider.js'));
  const { identity, recipient } = await makeAgeKey();
  await writeFile(join(folder, 'key.txt'), `# public key: ${recipient}\n${identity}\n`, { mode: 0o600 });
  if (pair !== undefined) await giveKubeconfigs(pair, folder);
  return {
    folder,
    env: {
      PATH: [bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      HOME: folder,
      LANG: 'C.UTF-8',
      CI: 'true',
      ...(pair === undefined ? {} : { KUBECONFIG: join(folder, 'bootstrap.yaml') }),
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function giveKubeconfigs({ source, target }: Pair, folder: string): Promise<void> {
  const give = async (plane: typeof source, user: string | undefined, names: readonly string[]): Promise<void> => {
    const file = await writeKubeconfig(plane, user === undefined ? {} : { user: { token: plane.tokenOf(user) } });
    for (const name of names) await cp(file, join(folder, name));
  };
  await give(source, undefined, ['bootstrap.yaml']);
  await give(target, undefined, ['management.yaml', 'target.yaml', 'admin.yaml']);
  await give(source, 'mover', ['mover-source.yaml']);
  await give(target, 'mover', ['mover-target.yaml']);
}
