import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedByStranger, type Project } from './stranger.ts';
import { root, run } from './tarballs.ts';

let project: Project;

beforeAll(async () => {
  project = await installedByStranger();
  const { directory } = project;
  await writeFile(join(directory, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  await copyFile(join(import.meta.dirname, 'consumer/plan.ts.txt'), join(directory, 'plan.ts'));
});

afterAll(() => project[Symbol.asyncDispose]());

describe('a TypeScript project that has installed the packages', () => {
  const modes: readonly (readonly [name: string, options: object])[] = [
    ['nodenext', { module: 'nodenext' }],
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ];

  test.each(modes)('compiles with %s, checking every declaration, and plans', async (name, options) => {
    const { directory } = project;
    const folder = name.replace(' ', '-');
    const config = {
      compilerOptions: {
        target: 'es2022',
        lib: ['es2023', 'esnext.disposable'],
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        outDir: folder,
        ...options,
      },
      files: ['plan.ts'],
    };
    await writeFile(join(directory, `tsconfig.${folder}.json`), JSON.stringify(config));
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    const compiled = await run(process.execPath, [tsc, '-p', `tsconfig.${folder}.json`], { cwd: directory }).catch(
      (error: unknown) => error,
    );
    expect(compiled).toMatchObject({ stdout: '' });
    const { stdout } = await run(process.execPath, [join(folder, 'plan.js')], { cwd: directory });
    expect(stdout.split('\n')).toEqual([
      'move Cluster fleet/a',
      'move Machine fleet/a-0',
      'true planMove 3 0',
      'namespace-not-found',
      '',
    ]);
  });

  test.each(['tsmove', 'kubectl-tsmove'])('can run npx %s', async (command) => {
    const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8')) as {
      version: string;
    };
    const { stdout } = await run('npx', ['--no-install', command, 'version'], { cwd: project.directory });
    expect(stdout).toMatch(new RegExp(`^tsmove ${version.replaceAll('.', '\\.')} \\(Node\\.js `));
    const help = await run('npx', ['--no-install', command, 'move', '--help'], { cwd: project.directory });
    expect(help.stdout).toContain(`\n  ${command.replace('-', ' ')} move --to-kubeconfig FILE [FLAGS]\n`);
  });
});

describe('what would be published', () => {
  test('is code, declarations, sources and what the manifest needs, and no test', () => {
    for (const { name, paths } of project.tarballs) {
      const expected =
        /^(?:LICENSE|README\.md|package\.json|bin\/(?:package\.json|tsmove\.js)|events\.schema\.json|shell\/tsmove\.(?:bash|zsh|fish)|dist\/.*\.(?:js|js\.map|d\.ts|d\.ts\.map)|src\/.*\.ts)$/;
      expect(
        paths.filter((path) => !expected.test(path)),
        name,
      ).toEqual([]);
      expect(
        paths.filter((path) => /\.test\.|(?:^|\/)(?:testing|testdata|snapshots|browser)\//.test(path)),
        name,
      ).toEqual([]);
      expect(paths, name).toEqual(
        expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
      );
    }
  });

  test('has for every map the source that it is of, and nothing that was made from a source that is gone', async () => {
    for (const { name, paths } of project.tarballs) {
      const there = new Set(paths);
      for (const path of paths.filter((one) => one.endsWith('.map'))) {
        const { sources } = JSON.parse(await readFile(join(project.directory, 'node_modules', name, path), 'utf8')) as {
          readonly sources: readonly string[];
        };
        const missing = sources
          .map((source) => posix.join(dirname(path), source))
          .filter((source) => !there.has(source));
        expect(missing, `${name}: ${path}`).toEqual([]);
      }
      const compiled = paths.filter((path) => path.startsWith('dist/') && path.endsWith('.js'));
      const gone = compiled.filter((path) => !there.has(path.replace(/^dist\//, 'src/').replace(/\.js$/, '.ts')));
      expect(gone, name).toEqual([]);
    }
  });
});
