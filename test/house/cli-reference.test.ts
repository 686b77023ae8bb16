import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('docs/cli.md says what the flags, the help and the exit codes say', async () => {
  const check = promisify(execFile)(process.execPath, ['scripts/cli-reference.js', '--check'], { cwd: root });
  await expect(check).resolves.toMatchObject({ stderr: '' });
});
