import { KubeconfigError } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import type { MoveLibrary } from '../library.ts';
import { fakeLibrary, type FakeMove } from '../testing/fake-library.ts';
import { modelIn } from '../testing/page.ts';
import { type Ran, tsmove } from '../testing/run.ts';
import { samplePlan } from '../testing/samples.ts';

async function plan(
  flags: string,
  played: FakeMove = {},
): Promise<Ran & { readonly calls: ReturnType<typeof fakeLibrary>['calls'] }> {
  const { library, calls } = fakeLibrary(played);
  return { ...(await tsmove(`plan -n fleet ${flags}`, { library })), calls };
}

const error = { code: 'cluster-paused', severity: 'error', message: 'it is paused' } as const;
const warning = { code: 'no-inventory', severity: 'warning', message: 'there is none' } as const;

describe('tsmove plan', () => {
  it("is tables in kubectl's style", async () => {
    const { code, stdout, calls } = await plan('');
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'GROUP   ACTION   OBJECT                                   NAMESPACE   STATUS   NOTE',
      '1       copy     clusterclass.cluster.x-k8s.io/standard   fleet       carry    kept in the source: Cluster other/x uses it',
      '2       move     cluster.cluster.x-k8s.io/prod            fleet       carry',
      '3       move     machine.cluster.x-k8s.io/prod-0          fleet       carry    its owner Secret fleet/prod-shim is not written in the target',
      '3       move     secret/prod-ca                           fleet       none',
      '',
      'LEFT BEHIND       NAMESPACE   THEN    BECAUSE',
      'configmap/notes   fleet       stays   it belongs to no Cluster',
      '',
      'Plan: 3 to move, 1 to copy and keep and 1 left behind.',
      '',
    ]);
    expect(calls.startMove).toEqual([]);
    expect(calls.connect.map(({ label }) => label)).toEqual(['source']);
  });

  it('shows what stands in the way on stderr, and exits with 3 if a move would be refused', async () => {
    const { code, stdout, stderr, calls } = await plan('--to-kubeconfig t.yaml', { findings: [error, warning] });
    expect(code).toBe(3);
    expect(stdout).toContain(
      'Plan: 3 to move, 1 to copy and keep and 1 left behind. A move would be refused: 1 error. 1 warning.\n',
    );
    expect(stderr).toContain('error     cluster-paused   it is paused\nwarning   no-inventory     there is none\n');
    expect(calls.preflight).toHaveLength(1);
  });

  it('judges what planning has found when there is no target', async () => {
    const made = samplePlan({ diagnostics: [error] });
    expect((await plan('', { plan: made })).code).toBe(3);
    expect((await plan('--allow-paused', { plan: made })).code).toBe(0);
    expect((await plan('--skip-preflight no-such-code', { plan: made })).code).toBe(2);
  });

  it('is made anew with what is to become of what the target has already', async () => {
    const [, cluster, machine] = samplePlan().objects;
    if (cluster === undefined || machine === undefined) throw new Error('the sample has changed');
    const conflicts = [
      { ref: cluster.ref, differences: [], maySkip: false },
      { ref: machine.ref, differences: [], maySkip: true },
    ];
    const target = '--to-kubeconfig t.yaml';
    const asked = async (flags: string): Promise<unknown> =>
      (await plan(flags, { conflicts })).calls.planMove.map((options) => options.conflicts);
    expect(await asked(target)).toEqual([undefined]);
    expect(await asked(`${target} --on-conflict fail`)).toEqual([undefined]);
    expect(await asked(`${target} --on-conflict skip`)).toEqual([undefined, [{ ref: machine.ref, choice: 'skip' }]]);
    expect(await asked(`${target} --on-conflict update`)).toEqual([
      undefined,
      [cluster, machine].map(({ ref }) => ({ ref, choice: 'update' })),
    ]);
    // Without a target nothing is in the way.
    expect(await asked('--on-conflict update')).toEqual([undefined]);
    const replacing = samplePlan({ objects: samplePlan().objects.map((one) => ({ ...one, onConflict: 'update' })) });
    expect((await plan(target, { plan: replacing })).stdout).toContain('replaces the one in the target');
  });

  it('is one document with all findings with -o json', async () => {
    const { stdout } = await plan('--to-kubeconfig t.yaml -o json', { findings: [warning] });
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 1,
      scope: { namespace: 'fleet' },
      objects: [{ fate: 'copy' }, {}, {}, {}],
      diagnostics: [warning],
    });
  });

  it('is the same document as YAML', async () => {
    const { load } = await import('js-yaml');
    const [json, yaml] = await Promise.all([plan('-o json'), plan('-o yaml')]);
    expect(load(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  });

  it('is a page with -o html, with the findings and the command that carries it out', async () => {
    const flags = '--to-kubeconfig t.yaml --cluster prod --allow-paused';
    const { code, stdout } = await plan(`${flags} -o html`, { findings: [warning] });
    expect(code).toBe(0);
    expect(modelIn(stdout)).toMatchObject({
      subject: 'plan',
      title: 'Plan of namespace fleet',
      verdict: {
        tone: 'amber',
        text: 'Nothing stands in the way: 3 objects to move, 1 to copy and keep and 1 left behind. 1 warning.',
      },
      findings: [{ severity: 'warning', code: 'no-inventory', message: 'there is none' }],
      next: [{ command: `tsmove move --to-kubeconfig t.yaml -n fleet --cluster prod --allow-paused` }],
      objects: [{ fate: 'copy' }, {}, {}, {}, { fate: 'stay' }],
    });
    const refused = await plan(`${flags} -o html`, { findings: [error] });
    expect(refused.code).toBe(3);
    expect(modelIn(refused.stdout)).toMatchObject({ verdict: { tone: 'red' }, next: [] });
  });

  it('is a picture with -o svg', async () => {
    const { code, stdout } = await plan('-o svg');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" [^]*<\/svg>\n$/);
    expect(stdout).toContain('<title>Machine fleet/prod-0: moves</title>');
  });

  it('takes every flag of move', async () => {
    const flags =
      '--yes --dry-run --pause-timeout 1m --block-move-timeout 1m --skip-pause-ack --timeout 1m --concurrency 2';
    expect((await plan(flags)).code).toBe(0);
  });
});

describe('tsmove plan --detailed-exitcode', () => {
  const nothing = { code: 'nothing-to-move', severity: 'error', message: 'no object would move' } as const;
  const empty = samplePlan({ objects: [], leftBehind: [], diagnostics: [nothing] });

  it('exits with 2 if there is something to move, and with 0 if not', async () => {
    expect((await plan('--detailed-exitcode')).code).toBe(2);
    const { code, stdout } = await plan('--detailed-exitcode', { plan: empty });
    expect(code).toBe(0);
    expect(stdout).toBe('Nothing to move in namespace fleet.\n');
    expect((await plan('', { plan: empty })).code).toBe(3);
    expect((await plan('--allow-empty', { plan: empty })).code).toBe(0);
  });

  it('keeps 3 for a move that would be refused', async () => {
    expect((await plan('--detailed-exitcode', { plan: samplePlan({ diagnostics: [error] }) })).code).toBe(3);
  });

  it('never exits with 2 for a mistake', async () => {
    const { library } = fakeLibrary();
    const broken: MoveLibrary = { ...library, connect: () => Promise.reject(new KubeconfigError('no such context')) };
    expect((await tsmove('plan --detailed-exitcode', { library: broken })).code).toBe(1);
    expect((await tsmove('plan', { library: broken })).code).toBe(2);
    expect((await tsmove('plan --detailed-exitcode --foo')).code).toBe(1);
    expect((await tsmove('plan --detailed-exitcode --quiet -v1')).code).toBe(1);
    const env = { TSMOVE_DETAILED_EXITCODE: '1', TSMOVE_V: 'x' };
    expect((await tsmove('plan', { env })).code).toBe(1);
    expect((await tsmove('plan --foo', { env })).code).toBe(1);
  });
});
