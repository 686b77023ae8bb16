import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allowancesGroup } from '../../packages/cli/src/flags/allowances.ts';
import { flagName } from '../../packages/cli/src/flags/names.ts';
import { findingCodes, type FindingCode } from '../../packages/move-core/src/preflight/codes.ts';

const page = readFileSync(new URL('../../docs/preflight.md', import.meta.url), 'utf8');

/** How the page says by what a finding is allowed. */
const allowedBy: Readonly<Record<FindingCode['allowedBy'], string>> = {
  paused: '`--allow-paused`',
  leftBehind: '`--allow-left-behind`',
  empty: '`--allow-empty`',
  gitopsSuspended: '`--gitops-suspended`',
  skip: '`--skip-preflight`',
  never: 'not possible',
};

function table(): string {
  const rows = Object.entries(findingCodes).map(([code, finding]) => [
    `\`${code}\``,
    finding.says,
    allowedBy[finding.allowedBy],
  ]);
  return [['code', 'when', 'to pass over it'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

test('docs/preflight.md lists every finding as the catalogue has it', () => {
  const [, written] = /<!-- findings -->\n([^]*?)<!-- \/findings -->/.exec(page) ?? [];
  expect(written, 'put this between the marks of "findings"').toBe(`\n${table()}\n\n`);
});

test('docs/preflight.md names all flags that pass findings over, and no others', () => {
  const named = page.match(/--[a-z][a-z-]*[a-z]/g) ?? [];
  expect([...new Set(named)].sort()).toEqual(Object.keys(allowancesGroup.flags).map(flagName).sort());
});

test('docs/preflight.md speaks of no finding that is not in the catalogue', () => {
  const spokenOf = [...page.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, code]) => code ?? '');
  expect(spokenOf.filter((code) => !(code in findingCodes))).toEqual([]);
});
