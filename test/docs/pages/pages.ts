import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPage, type Block, type Page } from './markdown.ts';

/** The repository's root. */
export const root: string = join(import.meta.dirname, '../../..');

/** Every Markdown page of the repository, whether it is committed yet or not. */
export function everyPage(): readonly Page[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\0'))]
    .filter((file) => file !== '' && !file.startsWith('.changeset/'))
    .sort()
    .flatMap((file) => {
      const text = textOf(file);
      return text === undefined ? [] : [readPage(file, text)];
    });
}

/** Pages for readers, whose commands are run: those that users read, and what contributors are told to run. */
export function pagesForReaders(): readonly Page[] {
  return everyPage().filter(
    ({ file }) =>
      /^[A-Z]+\.md$/.test(file) || /^(docs|examples)\//.test(file) || /^packages\/[^/]+\/README\.md$/.test(file),
  );
}

/** Languages whose blocks are commands: `console` has them behind a dollar, with what they print. */
export function isCommands({ language }: Block): boolean {
  return ['sh', 'bash', 'shell', 'console'].includes(language);
}

/** Undefined for a file that git still lists and that is gone. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return undefined;
  }
}
