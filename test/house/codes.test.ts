import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codeAreas, programCodes } from '../../packages/cli/src/codes/catalogue.ts';
import { codesPage } from '../../packages/cli/src/codes/page.ts';

const root = join(import.meta.dirname, '../..');

/** Where codes are described, not used. */
const isCatalogue = (path: string): boolean =>
  /(^|\/)codes\.ts$|^move-core\/src\/codes\/|^cli\/src\/codes\//.test(path);

const sources = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  .filter(
    (path) => /^[a-z-]+\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/src\/testing\/|\/browser\/|assets\.ts$/.test(path),
  )
  .filter((path) => !isCatalogue(path))
  .map((path) => ({ path, text: readFileSync(join(root, 'packages', path), 'utf8') }));

const registry = programCodes();
const registered = new Set(registry.map(({ code }) => code));

/** The ways in which a code is written where it is used: as a field, in a union of them, and given to a small maker. */
const uses = [
  /\bcode: '([^']+)'/g,
  /\bcode: [^',;{}]*\? '([^']+)'/g,
  /\bcode: [^',;{}]*\? '[^']+' : '([^']+)'/g,
  /(?<!typeof )\b(?:error|problem|finding)\.code (?:===|!==) '([^']+)'/g,
  /\b(?:failure|fatal|fail|find\.error|find\.warning|paused)\(\s*(?:object, )?'([a-z]+(?:-[a-z]+)+)'/g,
  /\berror\('([a-z]+(?:-[a-z]+)+)'/g,
  /\bsuper\([^;]*?,\s*'([a-z]+(?:-[a-z]+)*)',\s*(?:options|\{)/g,
];

/** Codes of Node, of the kernel and of TypeScript's own shapes: not ours. */
const isForeign = (code: string): boolean => /^[A-Z]|^ERR_/.test(code) || code === 'code' || code === '';

test('every code that is used is in the registry', () => {
  const used = sources.flatMap(({ path, text }) =>
    uses.flatMap((use) => [...text.matchAll(use)].map(([, code = '']) => ({ path, code }))),
  );
  const ours = used.filter(({ code }) => !isForeign(code));
  expect(new Set(ours.map(({ code }) => code)).size).toBeGreaterThan(150);
  expect(ours.filter(({ code }) => !registered.has(code))).toEqual([]);
});

test('every code of the registry is used somewhere', () => {
  const all = sources.map(({ text }) => text).join('\n');
  expect([...registered].filter((code) => !all.includes(`'${code}'`))).toEqual([]);
});

test('what the registry says are sentences, and its pages exist', () => {
  for (const { code, meanings } of registry) {
    expect(code).toMatch(/^[a-z][a-z0-9]*(-[a-z]+)*$/);
    for (const { says, why, todo, pages } of meanings) {
      for (const sentence of [says, todo, ...(why === undefined ? [] : [why])]) {
        expect(sentence, code).toMatch(/^\S.*\.$/);
      }
      expect(
        pages.filter((page) => !existsSync(join(root, page))),
        code,
      ).toEqual([]);
    }
  }
});

/** The exit codes of errors by their class, as packages/cli/src/errors/exit-code-of.ts has them. */
const exitCodes: Readonly<Record<string, number>> = {
  ...{ UsageError: 2, KubeconfigError: 2, JournalError: 2, ArchiveError: 2 },
  ...{ DiscoveryError: 3, BlockedError: 3, StalePlanError: 3, LockedError: 3 },
};

test('an exit code that the registry tells is the one of the class that the code is raised with', () => {
  const raised = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/new (\w+Error)\((?:(?!new \w+Error\()[^])*?\bcode: '([^']+)'/g)].map(
      ([, kind = '', code = '']) => ({
        path,
        code,
        exitCode: exitCodes[kind],
      }),
    ),
  );
  expect(raised.length).toBeGreaterThan(80);
  const told = new Map(
    registry.map(({ code, meanings }) => [code, meanings.find(({ kind }) => kind === 'error')?.exitCode]),
  );
  const wrong = raised.filter(
    ({ code, exitCode }) => exitCode !== undefined && told.get(code) !== undefined && told.get(code) !== exitCode,
  );
  expect(wrong).toEqual([]);
});

/** What a source file needs when it runs: its imports, without those of types. */
function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gm)].map(([, name = '']) => name);
}

test('explaining a code loads tables, and no server, no graph and no client', () => {
  const entries = ['cli/src/commands/explain/codes.ts', 'move-core/src/codes.ts', 'providers/src/codes.ts'];
  const seen = new Set(entries.map((entry) => join(root, 'packages', entry)));
  const outside = new Set<string>();
  for (const path of seen) {
    for (const name of importsOf(path)) {
      if (name.startsWith('.')) seen.add(join(path, '..', name));
      else outside.add(name);
    }
  }
  expect(seen.size).toBeGreaterThan(20);
  expect([...outside].sort()).toEqual(['@tsmove/move-core/codes', '@tsmove/providers/codes', 'node:util']);
  const heavy = [...seen].filter(
    (path) => /move-core\/src\/|providers\/src\//.test(path) && !/codes(\.ts|\/)/.test(path),
  );
  expect(heavy).toEqual([]);
});

test('docs/codes.md is what node scripts/write-codes.js makes of the registry', () => {
  expect(readFileSync(join(root, 'docs/codes.md'), 'utf8')).toBe(codesPage(registry, codeAreas()));
});
