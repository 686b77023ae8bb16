import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findingCodes } from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import { kindFacts } from '../../packages/cli/src/view/provider-facts.ts';

const page = readFileSync(new URL('../../docs/providers.md', import.meta.url), 'utf8');
const sources = new URL('../../packages/providers/src/', import.meta.url);

function between(name: string): string {
  return new RegExp(`<!-- ${name} -->\\n([^]*?)<!-- /${name} -->`).exec(page)?.[1] ?? '';
}

function table(rows: readonly (readonly string[])[]): string {
  return `\n${rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n`;
}

test('docs/providers.md lists what each provider knows as its tables have it', () => {
  const rows = providers.flatMap((provider) =>
    kindFacts(provider).map(({ kind, takesPart, because, hold, releaseOrder, status }) => [
      provider.name,
      `\`${kind}\``,
      because === undefined ? takesPart : `stays: ${because}`,
      releaseOrder === undefined ? hold : `${hold}, released at ${releaseOrder.toString()}`,
      status,
    ]),
  );
  const headed = [['provider', 'kind', 'takes part', 'held', 'status'], ['---', '---', '---', '---', '---'], ...rows];
  expect(between('kinds'), 'put this between the marks of "kinds"').toBe(table(headed));
});

test('docs/providers.md lists the findings of all providers, but for those in the catalogue', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' });
  const written = files
    // Lease files are no objects, and what is wrong with one is no reason not to move.
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('leases'))
    .flatMap((file) => [
      ...readFileSync(new URL(file, sources), 'utf8').matchAll(/(?:code: |find\.\w+\(\s*)'([a-z-]+)'/g),
    ])
    .flatMap(([, code]) => code ?? []);
  const listed = [...between('findings').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);
  expect(listed).toEqual([...new Set(written)].filter((code) => !(code in findingCodes)).sort());
});
