import { DiscoveryError } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { fakeLibrary } from '../testing/fake-library.ts';
import { tsmove } from '../testing/run.ts';

describe('tsmove graph', () => {
  it.each([
    ['', /^digraph /],
    ['-o dot', /^digraph /],
    ['-o mermaid', /^(flowchart|graph) /],
    ['-o json', /^\{/],
    ['-o html', /^<!doctype html>\n/],
    ['-o svg', /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /],
  ])('%s draws on stdout and reads the source only', async (flags, text) => {
    const { library, calls } = fakeLibrary();
    const { code, stdout } = await tsmove(`graph -n fleet ${flags}`, { library });
    expect(code).toBe(0);
    expect(stdout).toMatch(text);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(calls.connect.map(({ label }) => label)).toEqual(['source']);
    expect(calls.closed).toBe(1);
  });

  it('says why it cannot', async () => {
    const { library } = fakeLibrary({ discover: () => Promise.reject(new DiscoveryError('no Cluster API here')) });
    const { code, stdout, stderr } = await tsmove('graph', { library });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('error: no Cluster API here\n');
  });
});
