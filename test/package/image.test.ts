import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { GenericContainer, getContainerRuntimeClient } from 'testcontainers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, useEngine } from '../support/container/engine.ts';
import { runLabel, thisRun } from '../support/container/reaper.ts';
import { describeInEngine } from '../support/container/requirements.ts';
import { tellTestcontainers } from '../support/container/tell-testcontainers.ts';

// The image in a container engine: as packaging/image/Containerfile makes it, and as the archive that is made without an
// engine. The stage of the Containerfile that builds the program wants an image from a registry; here its result comes from
// the same scripts, run outside.

const root = join(import.meta.dirname, '../..');
const [built, loaded] = ['localhost/tsmove:built', 'localhost/tsmove:loaded'];

interface Config {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Env: readonly string[];
  readonly WorkingDir: string;
}

await describeInEngine('in a container engine', () => {
  let directory: string;
  let engine: Engine;
  let docker: Awaited<ReturnType<typeof getContainerRuntimeClient>>['container']['dockerode'];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tsmove-image-'));
    engine = await useEngine();
    tellTestcontainers(engine);
    docker = (await getContainerRuntimeClient()).container.dockerode;
    const script = (name: string, ...args: readonly string[]): Promise<unknown> =>
      promisify(execFile)(process.execPath, [join(root, 'scripts', name), ...args], { cwd: directory });
    const dist = join(directory, 'dist');
    const context = join(directory, 'context');
    await mkdir(join(context, 'image-root'), { recursive: true });
    await script('build-sea.js', '--out', dist);
    await script('build-image.js', '--dist', dist, '--root', join(context, 'image-root'));
    await script('build-image.js', '--dist', dist, '--out', join(directory, 'tsmove.tar'), '--name', loaded);

    await writeFile(join(context, 'Containerfile'), await lastStage());
    await GenericContainer.fromDockerfile(context, 'Containerfile').build(built, { deleteOnExit: false });
    const progress = await docker.loadImage(createReadStream(join(directory, 'tsmove.tar')));
    expect(await text(progress)).toContain(`Loaded image: ${loaded}`);
  });

  afterAll(async () => {
    for (const name of [built, loaded])
      await docker
        .getImage(name)
        .remove({ force: true })
        .catch(() => undefined);
    await engine.release();
    await rm(directory, { recursive: true, force: true });
  });

  async function configOf(name: string): Promise<Config> {
    const { User, Entrypoint, Env, WorkingDir } = (await docker.getImage(name).inspect()).Config;
    return { User, Entrypoint: Entrypoint as readonly string[], Env, WorkingDir };
  }

  /** Runs it as the Job does: without a disk to write to, without a capability; and without a network. */
  async function output(name: string, ...args: readonly string[]): Promise<{ code: number; said: string }> {
    const container = await docker.createContainer({
      Image: name,
      Cmd: [...args],
      Labels: { [runLabel]: thisRun },
      // With a terminal there are no headers between the bytes of the log.
      Tty: true,
      HostConfig: {
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        NetworkMode: 'none',
        SecurityOpt: ['no-new-privileges'],
      },
    });
    try {
      await container.start();
      const { StatusCode: code } = (await container.wait()) as { readonly StatusCode: number };
      // As a stream: what is not one, and happens to be JSON, dockerode would have parsed.
      const log = await container.logs({ follow: true, stdout: true, stderr: true });
      return { code, said: await text(log) };
    } finally {
      await container.remove({ force: true });
    }
  }

  test('both ways end in the same settings', async () => {
    const config = await configOf(built);
    expect(config).toEqual(await configOf(loaded));
    expect(config).toMatchObject({ User: '65532:65532', Entrypoint: ['/usr/bin/tsmove'], WorkingDir: '/' });
  });

  test.each([built, loaded])('%s runs, with nothing but what is in it', async (name) => {
    const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as {
      version: string;
    };
    const { code, said } = await output(name, 'version', '-o', 'json');
    expect(code, said).toBe(0);
    expect(JSON.parse(said)).toMatchObject({ version, node: process.version });
    expect(await output(name, 'move')).toMatchObject({ code: 2 });
  });
});

/** The Containerfile with the result of its first stage in place of what makes it. */
async function lastStage(): Promise<string> {
  const file = await readFile(join(root, 'packaging/image/Containerfile'), 'utf8');
  const at = file.indexOf('\nFROM scratch\n');
  expect(file.slice(0, at).match(/^FROM /gm)).toHaveLength(1);
  expect(file.slice(0, at)).toContain(' AS build\n');
  return `FROM scratch AS build\nCOPY image-root /image-root\n${file.slice(at)}`;
}
