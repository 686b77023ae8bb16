import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { run } from './run.ts';

/**
 * A module like the pinned one of Kubernetes, for another version of it. k8s.io/kubernetes replaces its staging modules by
 * folders, which do not travel with it: each is replaced by its release. Nothing that is committed pins what it is built
 * from; the checksum database of the user's own settings does.
 * @returns the folder it lies in, which the cache keeps
 */
export async function moduleOfKubernetes(version: string): Promise<string> {
  const folder = join(cacheFolder(), `go-kubernetes-${version}`);
  await mkdir(folder, { recursive: true });
  const said = await run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], {
    cwd: folder,
    env: { GOWORK: 'off', GOFLAGS: '-mod=mod' },
  });
  const { GoMod: path } = JSON.parse(said) as { readonly GoMod: string };
  await put(join(folder, 'go.mod'), goModFor(version, await readFile(path, 'utf8')));
  return folder;
}

/** @param theirs the go.mod of k8s.io/kubernetes at that version */
export function goModFor(version: string, theirs: string): string {
  const staged = [...theirs.matchAll(/^\s*(?:replace )?(k8s\.io\/[\w-]+) => \.\/staging\//gmu)].map(
    ([, name]) => name ?? '',
  );
  const go = /^go (\S+)$/mu.exec(theirs)?.[1] ?? '1.25.0';
  const release = version.replace(/^v1/u, 'v0');
  return `module tsmove.dev/test/support/binaries/kubernetes

go ${go}

require k8s.io/kubernetes ${version}

replace (
${staged.map((name) => `\t${name} => ${name} ${release}`).join('\n')}
)
`;
}

async function put(path: string, text: string): Promise<void> {
  // What Go has added to it since is worth keeping.
  const before = await readFile(path, 'utf8').catch(() => '');
  if (before.includes('require k8s.io/kubernetes ') && before.includes('// indirect')) return;
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text);
  await rename(draft, path);
}
