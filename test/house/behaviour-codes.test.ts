import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every source file of the packages and tests, as one text: a citation may go on in the comment's next line. */
const sources = ['packages', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => ({
      path: `${folder}/${path}`,
      text: read(`${folder}/${path}`).replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' '),
    })),
);

/** What is cited, as `<citation> in <file>`. */
function citations(
  find: (text: string) => readonly string[],
): readonly { readonly name: string; readonly path: string }[] {
  return sources.flatMap(({ path, text }) => [...new Set(find(text))].map((name) => ({ name, path })));
}

test('every code of the behaviour of clusterctl that is cited is on its page, once', () => {
  const rows = [...read('docs/clusterctl-behaviour.md').matchAll(/^\| ([A-J]\d+(?:\.\d+)?) \|/gm)];
  const defined = rows.map(([, code]) => code ?? '');
  expect(defined).toEqual([...new Set(defined)]);
  const cited = citations((text) => text.match(/\b[A-J]\d+(?:\.\d+)?\b/g) ?? []);
  expect(cited.length).toBeGreaterThan(40);
  expect(cited.filter(({ name }) => !defined.includes(name))).toEqual([]);
});

test('every rule of the contract that is cited is in it', () => {
  const page = read('docs/contract.md');
  const defined = page.split(/^## /m).flatMap((section) => {
    const [, number] = /^(\d+)\. /.exec(section) ?? [];
    if (number === undefined) return [];
    return [number, ...[...section.matchAll(/^(\d+)\. /gm)].slice(1).map(([, rule]) => `${number}.${rule ?? ''}`)];
  });
  const cited = citations((text) =>
    [...text.matchAll(/\bcontract (\d+(?:\.\d+)?(?:(?:, | and )\d+(?:\.\d+)?)*)/g)].flatMap(
      ([, list = '']) => list.match(/\d+(?:\.\d+)?/g) ?? [],
    ),
  );
  expect(cited.length).toBeGreaterThan(20);
  expect(cited.filter(({ name }) => !defined.includes(name))).toEqual([]);
});
