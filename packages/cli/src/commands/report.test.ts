import { JournalError } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { fakeLibrary, type FakeMove } from '../testing/fake-library.ts';
import { movedSummary } from '../testing/moves.ts';
import { modelIn } from '../testing/page.ts';
import { tsmove } from '../testing/run.ts';

const first = movedSummary({ moveId: '20261120-080000-cccccccc' });
const latest = movedSummary();
const journals = { [first.moveId]: first, [latest.moveId]: latest };

async function report(line: string, played: FakeMove = { journals }) {
  const { library, calls } = fakeLibrary(played);
  return { ...(await tsmove(`report --journal-dir /j ${line}`, { library })), calls };
}

describe('tsmove report', () => {
  it('shows the course of the latest move, and what became of each object', async () => {
    const { code, stdout, calls } = await report('');
    expect(code).toBe(0);
    expect(calls.connect).toEqual([]);
    expect(stdout.split('\n')).toEqual([
      `Move ${latest.moveId} of namespace fleet: moved, 3 objects`,
      '  from https://source:6443',
      '  to   https://target:6443',
      '  begun 2026-11-21T10:00:00.000Z, last with alice@laptop (tsmove 0.1.0, process 4711 on laptop), 2.0s to the last step',
      '',
      'AT      AFTER   WHAT',
      '+0ms            begun',
      '+0.2s   0.2s    phase hold',
      '+0.9s   0.7s    phase create',
      '+2.0s   1.1s    committed',
      '',
      'OBJECT                                   ACTION   TARGET    SOURCE    FIRST   LAST     TOOK    WHY',
      'clusterclass.cluster.x-k8s.io/standard   copy     adopted   present   +0.9s   +0.9s    0ms     something that stays uses it',
      'cluster.cluster.x-k8s.io/prod            move     sealed    retired   +0.3s   +2.9s    2.6s',
      'machine.cluster.x-k8s.io/prod-0          move     unknown   held      +1.0s   +31.0s   30.0s   no answer within 30s',
      '',
    ]);
  });

  it('shows every step of one object', async () => {
    const { stdout } = await report('--object cluster/fleet/prod');
    expect(stdout.split('\n')).toEqual([
      'Cluster fleet/prod: sealed in the target, retired in the source',
      '  UID in the target: new-uid',
      '',
      'AT      AFTER   WHAT',
      '+0.3s           held',
      '+0.9s   0.7s    created',
      '+1.0s   80ms    ready',
      '+2.9s   1.9s    retired',
      '',
    ]);
    expect((await report('--object machine.cluster.x-k8s.io/prod-0')).stdout).toContain(
      '  failed: no answer within 30s\n',
    );
    const none = await report('--object Machine/other');
    expect(none.code).toBe(2);
    expect(none.stderr).toContain(`error: Machine/other is no object of move ${latest.moveId}\n`);
  });

  it('is one document with -o json and -o yaml', async () => {
    const { load } = await import('js-yaml');
    const [json, yaml] = await Promise.all([report(`${first.moveId} -o json`), report(`${first.moveId} -o yaml`)]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      formatVersion: 1,
      summary: { moveId: first.moveId },
      objects: [{}, {}, {}],
    });
    expect(load(yaml.stdout)).toEqual(JSON.parse(json.stdout));
  });

  it('is a page with -o html, which says what can be done next', async () => {
    const { code, stdout } = await report('-o html');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>\n/);
    expect(stdout.endsWith('</html>\n')).toBe(true);
    expect(stdout).toContain(`<title>Move ${latest.moveId}</title>`);
    expect(modelIn(stdout)).toMatchObject({
      subject: 'report',
      verdict: { tone: 'red', text: 'Moved; 3 objects. 1 object failed, the first is Machine fleet/prod-0.' },
      next: [{ aim: 'move everything back', command: `tsmove rollback ${latest.moveId} --journal-dir /j` }],
      objects: [{ state: 'copied' }, { state: 'moved' }, { state: 'failed', failure: 'no answer within 30s' }],
      timeline: { endMs: 31_010 },
    });
    const both = await report('-o html --object Machine/prod-0');
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('error: --object is not for -o html, which has all objects');
  });

  it('reads journals in the clusters', async () => {
    const { code, calls } = await report('--journal cluster --to-kubeconfig t.yaml', { clusterJournals: journals });
    expect(code).toBe(0);
    expect(calls.stores).toEqual(['source, target']);
  });

  it('says why it cannot', async () => {
    const none = await report('', {});
    expect({ code: none.code, stdout: none.stdout }).toEqual({ code: 3, stdout: '' });
    expect(none.stderr).toContain('error: there is no move in /j\n');
    expect((await report('m-9')).code).toBe(2);
    expect((await report('', { journals: { 'm-1': new JournalError('record 7 cannot be read') } })).code).toBe(2);
  });
});
