import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandNames, subcommandNames } from '../app/command-names.ts';
import { fakeContext } from '../testing/fake-context.ts';
import { runIn, tsmove } from '../testing/run.ts';

const pages = readdirSync(new URL('../../../../docs', import.meta.url));

describe('help', () => {
  it.each(['', ...commandNames, ...subcommandNames])('of "%s" is as in its snapshot', async (command) => {
    const { code, stdout, stderr } = await tsmove(`${command} --help`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot(`snapshots/${command === '' ? 'tsmove' : command.replace(' ', '-')}.txt`);
  });

  it.each([...commandNames, ...subcommandNames])(
    'of "%s" says when to use it, what it never does, what is next, with examples and exit codes',
    async (command) => {
      const { stdout } = await tsmove(`${command} --help`);
      const headings = ['Use it when:', 'It never:', 'Usage:', 'Exit codes:', 'Examples:', 'Next:'];
      expect(headings.filter((heading) => !stdout.includes(`\n${heading}`))).toEqual([]);
      const examples = /\nExamples:\n([^]*?)\n\n/.exec(stdout)?.[1]?.match(/^ {2}(?:source <\()?tsmove /gm) ?? [];
      expect(examples.length).toBeGreaterThanOrEqual(2);
      expect(examples.length).toBeLessThanOrEqual(5);
      for (const [, page = ''] of stdout.matchAll(/\bdocs\/([a-z0-9-]+\.md)/g)) expect(pages).toContain(page);
    },
  );

  it.each(['', ...commandNames, ...subcommandNames])('of "%s" fits 80 columns', async (command) => {
    const { stdout } = await tsmove(`${command} --help`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(['', '-h', 'help', '--help'])('comes for "%s" alone', async (line) => {
    const { code, stdout } = await tsmove(line);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tsmove moves Cluster API objects/);
  });

  it('comes for "help move" and at the end of a command line', async () => {
    const { stdout } = await tsmove('move --help');
    expect((await tsmove('help move')).stdout).toBe(stdout);
    expect((await tsmove('move --to-kubeconfig t.yaml -h')).stdout).toBe(stdout);
    expect((await tsmove('--to-kubeconfig t.yaml -h')).stdout).toBe(stdout);
  });

  it('has colours on a terminal, and says the same with them', async () => {
    const coloured = await tsmove('graph --help', { terminal: 80 });
    await expect(coloured.stdout.replaceAll('\u001b', '<esc>')).toMatchFileSnapshot('snapshots/graph-in-colour.txt');
    const plain = await tsmove('graph --help', { terminal: 80, env: { NO_COLOR: '1' } });
    expect(coloured.stdout.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '')).toBe(plain.stdout);
  });

  it('fits a narrow terminal', async () => {
    const context = fakeContext({ terminal: 40, env: { NO_COLOR: '1' } });
    const { stdout } = await runIn(context, 'version --help');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
  });

  it('names the program as it was called', async () => {
    const { stdout } = await tsmove('move --help', { program: 'kubectl tsmove' });
    expect(stdout).toContain('  kubectl tsmove move --to-kubeconfig FILE [FLAGS]\n');
    expect(stdout).not.toMatch(/(?<!kubectl )tsmove (move|plan|graph)/);
  });
});
