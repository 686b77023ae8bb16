import { Module } from 'node:module';
import { isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';

/** Loads an ES module of the user's, by its absolute path. */
export function importFile(path: string): Promise<unknown> {
  const { href } = pathToFileURL(path);
  return isSea() ? importFromOneFile(href) : import(href);
}

/** What Node makes a CommonJS module of. */
interface Compiles {
  _compile(code: string, file: string): void;
  readonly exports: (href: string) => Promise<unknown>;
}

/** The script of a program of one file cannot import files: Node allows it to modules only, so one is made for that. */
function importFromOneFile(href: string): Promise<unknown> {
  const made = new Module('tsmove-import-file') as unknown as Compiles;
  made._compile('module.exports = (href) => import(href)', 'tsmove-import-file.cjs');
  return made.exports(href);
}
