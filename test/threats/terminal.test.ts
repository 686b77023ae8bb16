import { KubeconfigError, type MoveEventBody, type ObjectRef } from '@tsmove/move-core';
import { describe, expect, test } from 'vitest';
import { fakeLibrary, type FakeMove } from '../../packages/cli/src/testing/fake-library.ts';
import { summary } from '../../packages/cli/src/testing/moves.ts';
import { type Ran, tsmove } from '../../packages/cli/src/testing/run.ts';
import { planned, samplePlan, sampleReport } from '../../packages/cli/src/testing/samples.ts';

/** What an API server, an archive or a journal might say, if nobody had checked it. */
const hostile = 'x\u001b[2J\u001b]0;owned\u0007\u009b31m\u202egnp\u2066\rerror: all is lost\nnext line\u0000\u007f';
const ref: ObjectRef = { group: `g${hostile}`, version: 'v1', kind: `K${hostile}`, namespace: hostile, name: hostile };

const finding = { code: 'cluster-paused', severity: 'warning', ref, message: hostile, remedy: hostile } as const;
const plan = samplePlan({
  scope: { namespace: hostile },
  source: { url: `https://a.test/${hostile}`, systemUid: hostile, version: hostile },
  objects: [
    {
      ...planned('Cluster fleet/prod', 0),
      ref,
      because: hostile,
      fate: 'copy',
      droppedOwners: [{ ref, uid: hostile }],
    },
    { ...planned('Machine fleet/m', 1), ref },
  ],
  leftBehind: [{ ref, uid: hostile, because: hostile, collected: true }],
  diagnostics: [finding],
});
const events: readonly MoveEventBody[] = [
  { type: 'object-created', ref },
  { type: 'object-blocked', ref, because: hostile },
  { type: 'object-failed', ref, because: hostile },
  { type: 'namespace-created', name: hostile },
  { type: 'diagnostic', diagnostic: finding },
] as readonly MoveEventBody[];
const report = sampleReport({
  namespace: hostile,
  entries: [{ ...sampleReport().entries[0], ref, failure: hostile } as never],
  addedByTarget: [{ ref, path: hostile }],
  createdNamespaces: [hostile],
});
const journal = summary({
  source: { url: `https://${hostile}`, systemUid: 's' },
  scope: { namespace: hostile, clusters: [hostile] },
});

const played: FakeMove = {
  plan,
  findings: [finding],
  events,
  result: () => Promise.resolve(report),
  journals: { [journal.moveId]: journal },
};

/** All that a terminal is steered by, and a line that somebody else has begun. */
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/u;

function requireHarmless({ stdout, stderr }: Ran): void {
  for (const text of [stdout, stderr]) expect(steering.exec(text)?.index ?? -1, JSON.stringify(text)).toBe(-1);
}

const commands: readonly string[] = [
  'plan -n fleet',
  'plan -n fleet -o yaml',
  'plan -n fleet -o json',
  'plan -n fleet --to-kubeconfig t.yaml',
  'plan -n fleet -o html',
  'plan -n fleet -o svg',
  'move -n fleet --to-kubeconfig t.yaml --yes',
  'move -n fleet --to-kubeconfig t.yaml --yes -v 10',
  'move -n fleet --to-kubeconfig t.yaml --yes -o json',
  'move -n fleet --to-kubeconfig t.yaml --yes -o yaml',
  'move -n fleet --to-kubeconfig t.yaml --dry-run',
  'status',
  'status -o json',
  'status -o yaml',
  'status -v 1',
  `report ${journal.moveId}`,
  `report ${journal.moveId} -o json`,
];

describe('names and messages that would steer a terminal', () => {
  test.each(commands)('do nothing in what `%s` prints', async (line) => {
    const { library } = fakeLibrary(played);
    const ran = await tsmove(line, { library });
    requireHarmless(ran);
    expect(ran.stdout + ran.stderr).not.toBe('');
    // In markup a line is no line; what is in it is a matter of test/browser.
    if (/-o (html|svg)/.test(line)) return;
    for (const text of (ran.stdout + ran.stderr).split('\n'))
      expect(text).not.toMatch(/^(error: all is lost|next line)/);
  });

  test('are escapes in JSON, which mean what they were', async () => {
    const { library } = fakeLibrary(played);
    const { stdout } = await tsmove('plan -n fleet -o json', { library });
    expect(JSON.parse(stdout)).toMatchObject({ scope: { namespace: hostile } });
  });

  test('do nothing in an error, its causes and its hint', async () => {
    const cause = new Error(hostile);
    const error = new KubeconfigError(`kubeconfig ${hostile}`, { hint: hostile, cause });
    const { library } = fakeLibrary({ ...played, discover: () => Promise.reject(error) });
    for (const flags of ['', '-v 6', '-o json']) requireHarmless(await tsmove(`plan -n fleet ${flags}`, { library }));
  });

  test('leave colours and the line of the moment to us alone on a terminal', async () => {
    const { library } = fakeLibrary(played);
    const { stdout, stderr } = await tsmove('move -n fleet --to-kubeconfig t.yaml --yes -v 10', {
      library,
      terminal: 100,
    });
    const ours = (stdout + stderr).replaceAll(/\u001b\[\d*[mAJ]|\r(?=\u001b\[|$)/g, '');
    expect(steering.exec(ours)?.index ?? -1, JSON.stringify(ours)).toBe(-1);
    expect(stdout + stderr).not.toContain('\u001b[2J');
  });
});
