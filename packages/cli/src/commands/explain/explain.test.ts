import { describe, expect, it } from 'vitest';
import { programCodes } from '../../codes/catalogue.ts';
import { tsmove } from '../../testing/run.ts';

describe('tsmove explain CODE', () => {
  it('says what a finding means, why, what to do, how to pass it over, and where there is more', async () => {
    // No library is given: it is not needed for this.
    const { code, stdout, stderr } = await tsmove('explain gitops-managed');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'gitops-managed: a finding that refuses (exit code 3)',
      '',
      '  Flux or Argo CD would re-create the object in the source.',
      '',
      '  Why it matters    Once it has moved, it would be there twice and not paused in the source, so that',
      '                    both sides work on the same machines.',
      '  What to do        Suspend what applies it in the source (tsmove explain KIND/NAME has the',
      '                    commands), then pass --gitops-suspended.',
      '  To pass it over   --gitops-suspended',
      '  More              docs/gitops.md, docs/preflight.md',
      '',
    ]);
  });

  it('tells all meanings of a code that has several', async () => {
    const { stdout } = await tsmove('explain type-not-served');
    expect(stdout).toContain('type-not-served: a finding that refuses (exit code 3)\n');
    expect(stdout).toContain('type-not-served: an error (exit code 2)\n');
    expect(stdout).toContain('  To pass it over   not possible\n');
  });

  it('names the flag with the code where it is passed over by its code', async () => {
    expect((await tsmove('explain being-deleted')).stdout).toContain('--skip-preflight being-deleted\n');
  });

  it('is wrapped to the terminal', async () => {
    const { stdout } = await tsmove('explain gitops-managed', { terminal: 50, env: { NO_COLOR: '1' } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  it('is one document with -o json', async () => {
    const { stdout } = await tsmove('explain cluster-paused -o json');
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      code: 'cluster-paused',
      meanings: [{ kind: 'finding', allowedBy: '--allow-paused', exitCode: 3 }, { kind: 'warning' }],
    });
  });

  it.each([
    ['cluster-pause', 'cluster-pause is no code of tsmove; did you mean cluster-paused?'],
    ['journal-damged', 'journal-damged is no code of tsmove; did you mean journal-damaged?'],
    ['xyzzy-plugh', 'xyzzy-plugh is no code of tsmove'],
  ])('knows what may be meant by %s', async (wrong, sentence) => {
    const { code, stdout, stderr } = await tsmove(['explain', wrong]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`error: ${sentence}\nRun tsmove explain for a list of all codes.\n`);
  });

  it('refuses what is neither a code nor an object', async () => {
    const { code, stderr } = await tsmove('explain Cluster_Paused');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'error: "Cluster_Paused" is neither a code like cluster-paused nor an object like Machine/prod-0\n',
    );
  });

  it('lists every code in a group when none is named', async () => {
    const { code, stdout } = await tsmove('explain');
    expect(code).toBe(0);
    const listed = new Set([...stdout.matchAll(/^ {2}([a-z][a-z0-9-]*) {3}/gm)].map(([, one]) => one));
    expect(programCodes().filter((one) => !listed.has(one.code))).toEqual([]);
    expect(stdout).toMatch(/^Findings before a move\n {2}already-exists {2}/);
    const { codes } = JSON.parse((await tsmove('explain -o json')).stdout) as { readonly codes: readonly unknown[] };
    expect(codes).toHaveLength(programCodes().length);
  });

  it('completes codes', async () => {
    const { stdout } = await tsmove(['__complete', 'explain', 'journal-b']);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['journal-behind', ':4', '']);
  });
});
