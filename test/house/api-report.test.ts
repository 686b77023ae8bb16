import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test(
  'docs/api shows what can be imported, and every type in it can be imported, too',
  { timeout: 300_000 },
  async () => {
    const check = promisify(execFile)(process.execPath, ['scripts/api-report.js', '--check'], { cwd: root });
    await expect(check).resolves.toMatchObject({ stderr: '' });
  },
);
