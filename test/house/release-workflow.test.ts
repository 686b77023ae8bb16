import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly needs?: readonly string[];
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const { permissions, jobs } = load(readFileSync(`${root}.github/workflows/release.yml`, 'utf8')) as {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};
const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

test('a release runs scripts that are there', () => {
  const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { scripts: Record<string, string> };
  const scripts = commands.flatMap((run) => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? ''));
  const files = commands.flatMap((run) => [...run.matchAll(/node (scripts\/\S+)/g)].map(([, path]) => path ?? ''));
  expect(scripts.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  expect(files.filter((path) => !existsSync(root + path))).toEqual([]);
  expect(files).toContain('scripts/krew-manifest.js');
});

test('only the job that publishes may speak for the repository, and only after all tests', () => {
  expect(permissions).toEqual({ contents: 'read' });
  const speaking = Object.entries(jobs).filter(([, job]) => job.permissions?.['id-token'] === 'write');
  expect(speaking.map(([name, { needs }]) => ({ name, needs }))).toEqual([
    { name: 'publish', needs: ['check', 'executable'] },
  ]);
  expect(commands.filter((run) => run.includes('npm publish')).every((run) => run.includes('--provenance'))).toBe(true);
});
