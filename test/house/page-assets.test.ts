import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the script and the style in the package are made from their sources', async () => {
  const check = promisify(execFile)(process.execPath, ['scripts/bundle-page.js', '--check'], { cwd: root });
  await expect(check).resolves.toMatchObject({ stderr: '' });
});
