import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenericContainer } from 'testcontainers';
import { binary } from '../binaries/binaries.ts';
import { pinned, type Program } from '../binaries/pinned.ts';
import { sweepLater } from '../processes/undertaker.ts';
import type { Part } from '../control-plane/control-plane.ts';

/** What the parts of a control plane are run from. */
export interface Images {
  readonly of: Readonly<Record<Part, string>>;
  /** What to run in each. */
  readonly entrypoints: Readonly<Record<Part, string>>;
  /** What tells this kube-apiserver from every other. */
  readonly apiserver: string;
}

export const programs = {
  etcd: 'etcd',
  apiserver: 'kube-apiserver',
  'controller-manager': 'kube-controller-manager',
} as const satisfies Readonly<Record<Part, Program>>;

/** One image with all programs, made on the spot of those that the test bed has; or published ones, where it is told so. */
export function imagesForParts(): Promise<Images> {
  const wish = process.env['TSMOVE_TEST_IMAGES'] ?? (process.platform === 'linux' ? 'built' : 'published');
  return wish === 'published' ? Promise.resolve(published()) : built();
}

/** Kubernetes publishes its servers, and the etcd that goes with them, in one registry. */
function published(): Images {
  const registry = process.env['TSMOVE_TEST_IMAGE_REGISTRY'] ?? 'registry.k8s.io';
  const version = pinned['kube-apiserver'].version;
  const etcd = process.env['TSMOVE_TEST_ETCD_IMAGE'] ?? `${registry}/etcd:${pinned.etcd.version.slice(1)}-0`;
  const images = {
    etcd,
    apiserver: `${registry}/kube-apiserver:${version}`,
    'controller-manager': `${registry}/kube-controller-manager:${version}`,
  };
  return {
    of: images,
    entrypoints: { etcd: 'etcd', apiserver: 'kube-apiserver', 'controller-manager': 'kube-controller-manager' },
    apiserver: images.apiserver,
  };
}

/** The programs are static, so nothing else has to be in it. The image stays in the engine, as the programs in the cache. */
async function built(): Promise<Images> {
  const parts = Object.entries(programs) as readonly (readonly [Part, Program])[];
  const files = await Promise.all(
    parts.map(async ([, program]) => {
      const { path } = await binary(program);
      const { size, mtimeMs } = await stat(path);
      return { program, path, identity: `${path} ${size} ${mtimeMs}` };
    }),
  );
  const key = createHash('sha256')
    .update(files.map(({ identity }) => identity).join())
    .digest('hex')
    .slice(0, 12);
  const image = `localhost/tsmove-test-bed:${pinned['kube-apiserver'].version}-${key}`;
  const context = await mkdtemp(join(tmpdir(), 'tsmove-image-'));
  sweepLater(context);
  try {
    for (const { program, path } of files) await copyFile(path, join(context, program));
    const names = files.map(({ program }) => program).join(' ');
    await writeFile(join(context, 'Dockerfile'), `FROM scratch\nCOPY ${names} /\n`);
    // Whoever made it the last time, the engine finds its layers again.
    await GenericContainer.fromDockerfile(context).build(image, { deleteOnExit: false });
  } finally {
    await rm(context, { recursive: true, force: true });
  }
  const same = <T>(value: (part: Part) => T): Readonly<Record<Part, T>> => ({
    etcd: value('etcd'),
    apiserver: value('apiserver'),
    'controller-manager': value('controller-manager'),
  });
  return {
    of: same(() => image),
    entrypoints: same((part) => `/${programs[part]}`),
    apiserver: files[1]?.identity ?? image,
  };
}
