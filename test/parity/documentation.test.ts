import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { binaryVersion, tableOfDifferences, tableOfLooks, tableOfScenarios } from './documentation.ts';

const page = await readFile(new URL('../../docs/parity.md', import.meta.url), 'utf8');

test.each([
  ['scenarios', tableOfScenarios()],
  ['differences', tableOfDifferences()],
  ['refusals', tableOfLooks()],
])('docs/parity.md says the same about %s as the code', (name, table) => {
  const [, written] = new RegExp(`<!-- ${name} -->\\n([^]*?)<!-- /${name} -->`).exec(page) ?? [];
  expect(written, `put this between the marks of "${name}"`).toBe(`\n${table}\n\n`);
});

test('docs/parity.md names the version of clusterctl that is compared with', () => {
  expect(page).toContain(`clusterctl ${binaryVersion()}`);
});
