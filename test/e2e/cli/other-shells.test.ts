import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { hasTerminals, terminalWith } from './terminal.ts';

const bin = join(import.meta.dirname, '../../../packages/cli/bin/tsmove.js');

const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;
const isRequired = process.env['TSMOVE_TEST_SHELLS'] === 'require';
const hasFish = isRequired || has('fish');
const hasZsh = isRequired || (has('zsh') && hasTerminals);
for (const [shell, isThere] of [
  ['fish', hasFish],
  ['zsh', hasZsh],
] as const)
  if (!isThere) console.warn(`NOT TRIED: completion in ${shell}, because there is none here`);

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsmove-shells-'));
  const home = join(folder, 'home');
  await mkdir(home);
  await symlink(bin, join(folder, 'tsmove'));
  await symlink(bin, join(home, 'tsmove'));
  await writeFile(join(folder, 'fleet.tar'), '');
  // As the help says.
  await writeFile(
    join(home, '.zshrc'),
    `autoload -Uz compinit; compinit -u\nPROMPT='> '\ncd ${folder}\nsource <(tsmove completion zsh)\n`,
  );
  const PATH = `${folder}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
  env = { PATH, HOME: home, ZDOTDIR: home, LANG: 'C.UTF-8' };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!hasFish)('in fish', () => {
  async function proposed(line: string): Promise<readonly string[]> {
    const script = `tsmove completion fish | source; complete --do-complete '${line}'`;
    const { stdout, stderr } = await promisify(execFile)('fish', ['--no-config', '-c', script], { cwd: folder, env });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  }

  test('commands and values are completed, with what they mean', async () => {
    expect(await proposed('tsmove ro')).toEqual([expect.stringMatching(/^rollback\tUndo a move that stopped/)]);
    const values = await proposed('tsmove move --status=');
    expect(values.map((value) => value.split('\t')[0])).toEqual(['--status=carry', '--status=drop']);
    expect(await proposed('~/tsmove ro')).toEqual([expect.stringMatching(/^rollback\t/)]);
    const after = await proposed('tsmove move --on-failure s');
    expect(after.map((value) => value.split('\t')[0])).toEqual(['stop']);
  });

  test('files are completed where files are wanted, behind a flag too', async () => {
    expect(await proposed('tsmove import fl')).toEqual([expect.stringMatching(/^fleet\.tar/)]);
    expect(await proposed('tsmove move --kubeconfig=fl')).toEqual([expect.stringMatching(/^--kubeconfig=fleet\.tar/)]);
  });
});

describe.skipIf(!hasZsh)('in zsh', () => {
  test('Tab completes commands, values and files', async () => {
    const zsh = terminalWith('zsh -i', { columns: 100, rows: 30, env });
    onTestFinished(() => {
      zsh.press('\u0003exit\r');
    });
    await zsh.shows(/^>/m);
    for (const [typed, completed] of [
      ['tsmove ro\t', /^> tsmove rollback/m],
      ['tsmove move --on-failure s\t', /^> tsmove move --on-failure stop/m],
      ['~/tsmove ro\t', /^> ~\/tsmove rollback/m],
      ['tsmove import fl\t', /^> tsmove import fleet\.tar/m],
      ['tsmove move --kubeconfig=fl\t', /^> tsmove move --kubeconfig=fleet\.tar/m],
      // Both are shown below the line.
      ['tsmove move --status=\t', /--status=carry +.*--status=drop/m],
    ] as const) {
      zsh.press(typed);
      await zsh.shows(completed);
      // To the beginning of the line, and all of it away.
      zsh.press('\u0001\u000b');
    }
    zsh.press('exit\r');
    await zsh.code;
  });
});
