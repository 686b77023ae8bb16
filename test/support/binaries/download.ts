import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EnvHttpProxyAgent, fetch } from 'undici';
import { pinned, type Program } from './pinned.ts';
import { run } from './run.ts';

/** Where a release lies, and where its publisher says what its sha256 is. */
interface Release {
  readonly url: string;
  readonly sumUrl: string;
  /** The path inside the archive, when what is published is one. */
  readonly member?: string;
}

/** A machine without open internet must not wait long before the next source is tried. */
const connectTimeout = 3_000;

export function downloadsAllowed(): boolean {
  return process.env['TSMOVE_TEST_DOWNLOAD'] !== 'off';
}

/** Whether somebody publishes the program with its checksum; the others can only be built. */
export function isPublished(program: Program): boolean {
  return releaseOf(program) !== undefined;
}

/** Fetches a release to `path`, and leaves nothing there that does not have the published checksum. Returns the URL. */
export async function download(program: Program, path: string): Promise<string> {
  const release = releaseOf(program);
  if (release === undefined) throw new Error(`${program} is not published with a checksum`);
  const agent = new EnvHttpProxyAgent({ connect: { timeout: connectTimeout }, headersTimeout: 30_000 });
  try {
    const expected = sumFor(await text(release.sumUrl, agent), basename(new URL(release.url).pathname));
    if (expected === undefined) throw new Error(`${release.sumUrl} has no sha256 for ${release.url}`);
    const fetched = `${path}.fetched`;
    const answer = await get(release.url, agent);
    if (answer.body === null) throw new Error(`${release.url}: empty answer`);
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(fetched));
    const found = await sha256(fetched);
    if (found !== expected) throw new Error(`${release.url}: sha256 is ${found}, published is ${expected}; not used`);
    if (release.member === undefined) await rename(fetched, path);
    else {
      await run('tar', ['-xf', fetched, '-C', dirname(path), release.member]);
      await rename(join(dirname(path), release.member), path);
    }
    return release.url;
  } finally {
    await agent.close();
  }
}

function releaseOf(program: Program): Release | undefined {
  const { version } = pinned[program];
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  if (program === 'etcd') {
    const base = process.env['TSMOVE_TEST_ETCD_URL'] ?? 'https://github.com/etcd-io/etcd/releases/download';
    const name = `etcd-${version}-${process.platform}-${arch}`;
    const archive = process.platform === 'linux' ? `${name}.tar.gz` : `${name}.zip`;
    return { url: `${base}/${version}/${archive}`, sumUrl: `${base}/${version}/SHA256SUMS`, member: `${name}/etcd` };
  }
  if (program === 'helm') {
    const base = process.env['TSMOVE_TEST_HELM_URL'] ?? 'https://get.helm.sh';
    const url = `${base}/helm-${version}-${process.platform}-${arch}.tar.gz`;
    return { url, sumUrl: `${url}.sha256`, member: `${process.platform}-${arch}/helm` };
  }
  if (pinned[program].module !== 'kubernetes') return undefined;
  const base = process.env['TSMOVE_TEST_KUBERNETES_URL'] ?? 'https://dl.k8s.io';
  const url = `${base}/${version}/bin/${process.platform}/${arch}/${program}`;
  return { url, sumUrl: `${url}.sha256` };
}

/** Either one bare sum, or lines of "sum  file". */
function sumFor(published: string, file: string): string | undefined {
  const lines = published
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const line =
    lines.length === 1 && lines[0]?.length === 1
      ? lines[0]
      : lines.find(([, name]) => name?.replace(/^\*/, '') === file);
  const sum = line?.[0]?.toLowerCase();
  return sum !== undefined && /^[0-9a-f]{64}$/.test(sum) ? sum : undefined;
}

async function get(url: string, agent: EnvHttpProxyAgent): ReturnType<typeof fetch> {
  const answer = await fetch(url, { dispatcher: agent }).catch((error: unknown) => {
    const cause = (error as Error).cause;
    throw new Error(`${url}: ${cause instanceof Error ? cause.message : String(error)}`, { cause: error });
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${answer.statusText}`);
  return answer;
}

async function text(url: string, agent: EnvHttpProxyAgent): Promise<string> {
  return (await get(url, agent)).text();
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
