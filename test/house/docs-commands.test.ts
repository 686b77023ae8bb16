import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { commandNames } from '../../packages/cli/src/app/command-names.ts';
import { isAsShown, readTranscript, tsmoveCommands } from '../docs/pages/command-lines.ts';
import { problemWith } from '../docs/pages/flags.ts';
import { readPage } from '../docs/pages/markdown.ts';
import { isCommands, pagesForReaders } from '../docs/pages/pages.ts';
import { actsOf, fateOf } from '../docs/shell/act.ts';
import { stages } from '../docs/stage/stages.ts';

const blocks = pagesForReaders().flatMap((page) => page.blocks);
const commands = blocks.filter(isCommands);
const excused = commands.filter((block) => fateOf(block) === 'excused');

test('every block of commands is run on a stage that there is, or says why not', () => {
  const acts = pagesForReaders().flatMap(actsOf);
  const run = acts.flatMap((act) => act.blocks);
  console.log(`docs: ${commands.length} blocks of commands, ${run.length} run, ${excused.length} excused`);
  expect(
    acts.filter(({ stage }) => !(stage in stages)).map(({ file, line, stage }) => `${file}:${line}: ${stage}`),
  ).toEqual([]);
  const forgotten = commands.filter((block) => fateOf(block) === 'forgotten');
  expect(
    forgotten.map(({ file, line }) => `${file}:${line}`),
    'put <!-- stage: NAME --> above it, or <!-- not run: why -->',
  ).toEqual([]);
  expect(run.length + excused.length).toBe(commands.length);
  expect(run.length).toBeGreaterThan(25);
});

test('an excuse is a reason, in words', () => {
  const bare = excused.filter(({ notes }) => (notes.get('not run') ?? '').split(' ').length < 3);
  expect(bare.map(({ file, line }) => `${file}:${line}`)).toEqual([]);
});

describe('what is not run', () => {
  const lines = excused.flatMap(({ file, line, code }) =>
    tsmoveCommands(code).map((words) => ({ where: `${file}:${line}`, words })),
  );

  test('has tsmove commands in it, of which none is beside a placeholder that could not be typed', () => {
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter(({ words }) => words.some((word) => word === '…' || word === '...'))).toEqual([]);
  });

  test.each(lines)('$where: $words is a command line that the program takes', async ({ words }) => {
    expect(await problemWith(words)).toBeUndefined();
  });
});

test('commands and flags that sentences name are there', async () => {
  const folder = new URL('../../packages/cli/src/help/snapshots/', import.meta.url);
  const known = new Map<string, string>();
  for (const name of commandNames) {
    const files = (await readdir(folder)).filter((file) => new RegExp(`^${name}(-[a-z]+)?\\.txt$`).test(file));
    known.set(name, (await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')))).join('\n'));
  }
  const named = pagesForReaders().flatMap(({ file, spans }) =>
    spans.flatMap((span) => {
      const [, command, rest = ''] = /^(?:npx |kubectl )?tsmove ([a-z]\S*)(.*)$/.exec(span) ?? [];
      // `tsmove help` is the help of all others.
      return command === undefined || command === 'help'
        ? []
        : [{ file, span, command, flags: rest.match(/--[a-z-]+/g) ?? [] }];
    }),
  );
  const wrong = named.filter(({ command, flags }) => {
    const help = known.get(command)?.concat(' --help');
    return help === undefined || flags.some((flag) => !new RegExp(`${flag}(?![a-z-])`).test(help));
  });
  expect(wrong.map(({ file, span }) => `${file}: ${span}`)).toEqual([]);
  expect(named.length).toBeGreaterThan(50);
});

describe('how pages are read', () => {
  test('a flag or a command that does not exist is noticed', async () => {
    expect(await problemWith(['move', '--to-kubeconfig', 't', '--no-such-flag'])).toContain('--no-such-flag');
    expect(await problemWith(['mvoe'])).toContain('mvoe');
    expect(await problemWith(['move', '-n', 'fleet'])).toContain('--to-kubeconfig');
    expect(await problemWith(['plan', '--status', 'half'])).toContain('half');
    expect(await problemWith(['move', '--to-kubeconfig', 't', '-n', 'fleet'])).toBeUndefined();
  });

  test('command lines are found wherever they stand, without what the shell does with them', () => {
    const code = [
      '# tsmove in a comment',
      'npx tsmove plan -n fleet \\',
      '  --out plan.json > out.txt 2>&1   # and a word',
      'A=1 tsmove status | jq \'.[] | "tsmove no"\' && kubectl tsmove report -o "json"',
      'echo "$(tsmove version)"',
      'ids=$(tsmove status -o json)',
    ].join('\n');
    expect(tsmoveCommands(code)).toEqual([
      ['plan', '-n', 'fleet', '--out', 'plan.json'],
      ['status'],
      ['report', '-o', 'json'],
      ['status', '-o', 'json'],
    ]);
  });

  test('notes belong to the block right below them, stages to all blocks below', () => {
    const page = readPage(
      'p.md',
      '<!-- stage: pair -->\n# A `b` c!\n\n<!-- exits: 3 -->\n```sh\nfalse\n```\ntext\n<!-- not run: a\nb -->\n```console\n$ a\n```\n# A b c\n',
    );
    expect(page.blocks.map(({ line, language, notes, stage }) => [line, language, [...notes], stage?.name])).toEqual([
      [5, 'sh', [['exits', '3']], 'pair'],
      [11, 'console', [['not run', 'a\nb']], 'pair'],
    ]);
    expect([...page.anchors]).toEqual(['a-b-c', 'a-b-c-1']);
    expect(() => readPage('p.md', '```sh\n')).toThrow('p.md:1: this block has no end');
    const [lost] = readPage('p.md', '```sh\ntrue\n```\n').blocks;
    expect(lost && fateOf(lost)).toBe('forgotten');
    expect(page.blocks.map(fateOf)).toEqual(['run', 'excused']);
  });

  test('a transcript is compared with what was printed, but for what varies', () => {
    expect(readTranscript('$ a \\\n  b\none\ntwo\n$ c\n')).toEqual([
      { command: 'a \\\n  b', prints: 'one\ntwo' },
      { command: 'c', prints: undefined },
    ]);
    expect(isAsShown('move … (2)\n…\nend', 'move x-1 (2)  \na\nb\nend\n')).toBe(true);
    expect(isAsShown('move … (2)\nend', 'move x-1 (2)\na\nend\n')).toBe(false);
    expect(() => readTranscript('a\n')).toThrow('begins with a command');
  });
});
