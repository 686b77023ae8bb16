import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allParsers } from '../fuzz/parsers/all.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/security.md', root), 'utf8');
const [, threats = ''] = /\n## Threats\n([^]*?)\n## /.exec(page) ?? [];
const sections = threats.split(/\n(?=### )/).slice(1);

/** The files that a threat is proven by. */
function testsOf(section: string): readonly string[] {
  const [, proof = ''] = /\nProven by: ([^]*?)\.\n/.exec(`${section}\n`) ?? [];
  return [...proof.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
}

test('docs/security.md numbers its threats without a gap', () => {
  const numbers = sections.map((section) => /^### T(\d+)\. \S/.exec(section)?.[1]);
  expect(numbers.length).toBeGreaterThan(10);
  expect(numbers).toEqual(sections.map((_, index) => (index + 1).toString()));
});

test.each(sections.map((section) => [section.slice(4, section.indexOf('\n')), section] as const))(
  '%s: what is done is said, and proven by tests that exist',
  (_title, section) => {
    expect(section).toContain('\nDone: ');
    const files = testsOf(section);
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !file.endsWith('.test.ts') || !existsSync(new URL(file, root)))).toEqual([]);
  },
);

test('docs/security.md names every test of a threat', () => {
  const named = new Set(sections.flatMap(testsOf));
  const files = ['test/threats', 'test/fuzz'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, root)).map((name) => `${folder}/${name}`),
  );
  const missing = files.filter((file) => file.endsWith('.test.ts') && !named.has(file));
  expect(missing).toEqual([]);
});

test('docs/security.md says of every parser how often it was tried', () => {
  const [, fuzzing = ''] = /\n## Fuzzing\n([^]*)$/.exec(page) ?? [];
  const rows = [...fuzzing.matchAll(/^\| (.+?) +\| +([\d,]+) +\| +([\d,]+) +\|$/gm)];
  expect(rows.map(([, name]) => name).sort()).toEqual(allParsers.map(({ name }) => name).sort());
  for (const [, name, ...runs] of rows) {
    for (const count of runs) expect(Number(count.replaceAll(',', '')), name).toBeGreaterThan(100);
  }
});
