import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveLimits } from '../../packages/move-core/src/archive/limits.ts';

const page = await readFile(new URL('../../docs/archives.md', import.meta.url), 'utf8');
const folder = new URL('../../packages/move-core/src/archive/', import.meta.url).pathname;

test('docs/archives.md names every code that reading and writing archives can end with', async () => {
  const files = (await readdir(folder, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const codes = new Set(
    texts.flatMap((text) => [...text.matchAll(/\bcode: '([a-z-]+)'/g)].map(([, code = '']) => code)),
  );
  expect(codes.size).toBeGreaterThan(8);
  for (const code of codes) expect(page).toContain(`\`${code}\``);
});

test('docs/archives.md has the limits of the code', () => {
  const { entries, entryBytes, manifestBytes, fileBytes, depth, values } = archiveLimits;
  const mebi = (bytes: number): string => (bytes / 1024 / 1024).toString();
  expect(page).toContain(
    `more than ${entries.toLocaleString('en')} entries, ${mebi(entryBytes)} MiB in one, ${mebi(manifestBytes)} MiB of ` +
      `manifest, ${(fileBytes / 1024 ** 3).toString()} GiB in all, ${depth.toString()} levels, ${values.toLocaleString('en')} values in one entry`,
  );
});
