import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { everyPage, pagesForReaders, root } from '../docs/pages/pages.ts';

const pages = everyPage();
const anchors = new Map(pages.map((page) => [page.file, page.anchors]));

describe.each(pages)('$file', ({ file, links }) => {
  const broken = links.flatMap(({ target, line }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const wanted = path === '' ? file : normalize(join(dirname(file), path)).replace(/\/$/, '');
    if (wanted.startsWith('..') || !existsSync(join(root, wanted))) return [`line ${line}: there is no ${target}`];
    const page = statSync(join(root, wanted)).isDirectory() ? `${wanted}/README.md` : wanted;
    if (anchor === undefined || !page.endsWith('.md')) return [];
    return anchors.get(page)?.has(anchor) === true ? [] : [`line ${line}: ${page} has no heading for #${anchor}`];
  });

  test('has links that lead somewhere', () => {
    expect(broken).toEqual([]);
  });
});

test('the index of the documentation names every page of it, once', () => {
  const index = pages.find(({ file }) => file === 'docs/README.md');
  const named = (index?.links ?? []).map(({ target }) => normalize(join('docs', target.split('#')[0] ?? '')));
  const wanted = pages.map(({ file }) => file).filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
  expect(named.filter((file) => file.startsWith('docs/')).sort()).toEqual(wanted);
});

const data = pagesForReaders()
  .flatMap((page) => page.blocks)
  .filter(({ language }) => ['yaml', 'json', 'jsonl'].includes(language));

test.each(data)('$file:$line: this $language can be read', ({ language, code }) => {
  if (language === 'yaml') expect(loadAll(code).length).toBeGreaterThan(0);
  else if (language === 'json') expect(JSON.parse(code)).toBeDefined();
  else for (const line of code.trimEnd().split('\n')) expect(JSON.parse(line)).toBeDefined();
});

const languages = ['', 'sh', 'console', 'ts', 'js', 'yaml', 'json', 'jsonl', 'mermaid'];

test('every block is of a kind that some test knows what to do with', () => {
  const others = pagesForReaders().flatMap(({ blocks }) =>
    blocks.filter(({ language }) => !languages.includes(language)),
  );
  expect(others.map(({ file, line, language }) => `${file}:${line}: ${language}`)).toEqual([]);
});
