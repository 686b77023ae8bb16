// Makes docs/codes.md: every code of errors and findings, out of the registry that tsmove explain prints. `--check` only
// compares. It goes by what was built last: run npm run build first.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const made = join(root, 'docs', 'codes.md');
const built = join(root, 'packages', 'cli', 'dist', 'codes');
const { codeAreas, programCodes } = await import(join(built, 'catalogue.js'));
const { codesPage } = await import(join(built, 'page.js'));

const text = codesPage(programCodes(), codeAreas());
if (!process.argv.includes('--check')) writeFileSync(made, text);
else if (readFileSync(made, 'utf8') !== text) {
  console.error('docs/codes.md is not what the registry says: run npm run build, then node scripts/write-codes.js');
  process.exitCode = 1;
}
