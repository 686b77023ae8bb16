import { expect, test } from 'vitest';
import { tsmove } from './cli/program.ts';

/** Writes the address of every module that is loaded to stderr. */
const spy = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`
    import { writeSync } from 'node:fs';
    export async function load(url, context, next) {
      writeSync(2, 'loaded ' + url + '\\\\n');
      return next(url, context);
    }
  \`));
`)}`;

async function loadedBy(args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await tsmove(args, { NODE_OPTIONS: `--import ${spy}` });
  expect(code).toBe(0);
  expect(stdout).not.toBe('');
  return [...stderr.matchAll(/^loaded (\S+)$/gm)].map(([, url = '']) => url);
}

test.each([[['version']], [['--version']], [['version', '-o', 'json']]])(
  'tsmove %s starts with one file, and says the same as the program does',
  async (args) => {
    const loaded = await loadedBy(args);
    expect(loaded.filter((url) => url.startsWith('file:'))).toEqual([expect.stringMatching(/\/bin\/tsmove\.js$/)]);
    const { stdout } = await tsmove(args);
    // What follows no command is read by the program itself.
    const { stdout: long } = await tsmove(args[0] === '--version' ? ['version', '-o', 'text'] : [...args, '--']);
    expect(stdout).toBe(long);
  },
);

test.each([
  [['version', '-o', 'text']],
  [['--help']],
  [['move', '--help']],
  [['plan', '--help']],
  [['providers', '--help']],
  [['completion', 'bash']],
  [['__complete', 'move', '--']],
])('tsmove %s starts without the library', async (args) => {
  const loaded = await loadedBy(args);
  expect(loaded.length).toBeGreaterThan(5);
  expect(
    loaded.filter((url) => /move-core|providers\/(?:dist|src)|client-node|undici|graphology|js-yaml/.test(url)),
  ).toEqual([]);
});

test('a command line that cannot be used ends with 2 and a sentence', async () => {
  const { code, stdout, stderr } = await tsmove(['move', '--to-directory', 'out', '--from-directory', 'in']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    'error: --to-directory and --from-directory exclude each other: give one of them\nRun tsmove --help for help.\n',
  );
});

test('the environment stands for flags, and colours are as it says', async () => {
  const plain = await tsmove(['plan'], { TSMOVE_KUBECONFIG: '/no/such/file' });
  expect(plain).toEqual({ code: 2, stdout: '', stderr: 'error: kubeconfig /no/such/file does not exist\n' });
  const coloured = await tsmove(['plan'], { TSMOVE_KUBECONFIG: '/no/such/file', FORCE_COLOR: '1' });
  expect(coloured.stderr).toBe('\u001b[31merror:\u001b[39m kubeconfig /no/such/file does not exist\n');
  const forbidden = await tsmove(['plan', '--no-color'], { TSMOVE_KUBECONFIG: '/no/such/file', FORCE_COLOR: '1' });
  expect(forbidden.stderr).toBe(plain.stderr);
});
