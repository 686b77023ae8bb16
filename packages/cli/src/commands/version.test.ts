import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tsmove } from '../testing/run.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('tsmove version', () => {
  it('is a line for people and a document for programs', async () => {
    expect((await tsmove('version')).stdout).toBe(`tsmove ${version} (Node.js v20.20.2, linux/x64)\n`);
    expect(JSON.parse((await tsmove('version -o json')).stdout)).toEqual({
      version,
      node: 'v20.20.2',
      platform: 'linux/x64',
    });
    expect((await tsmove('--version')).stdout).toBe((await tsmove('version')).stdout);
  });
});
