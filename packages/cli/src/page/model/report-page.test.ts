import { historyOf, type JournalReading, type JournalRecordBody, type MoveHistory } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { begunBody } from '../../../../move-core/src/testing/journal-records.ts';
import { history, movedSummary, summary } from '../../testing/moves.ts';
import { planned, ref, samplePlan } from '../../testing/samples.ts';
import type { PageModel } from './page.ts';
import { reportPage } from './report-page.ts';
import { timeWords } from './time-words.ts';

const around = { madeAt: '2026-11-21T12:00:00.000Z', tool: 'tsmove 0.1.0', next: [] };
const began = Date.UTC(2026, 10, 21, 10);

/** Records at these times in ms; the third says whose turn it was. */
function reading(records: readonly (readonly [ms: number, body: JournalRecordBody, epoch?: number])[]): JournalReading {
  return {
    moveId: 'move-1',
    torn: false,
    records: records.map(([ms, body, epoch = 1], index) => ({
      ...body,
      seq: index + 1,
      at: new Date(began + ms).toISOString(),
      epoch,
    })),
  };
}

function page(of: JournalReading): PageModel {
  return reportPage(of, historyOf(of), around);
}

const plan = samplePlan({
  objects: [
    planned('Cluster fleet/prod', 0, { clusters: ['uid of Cluster fleet/prod'] }),
    planned('Machine fleet/prod-0', 1, {
      clusters: ['uid of Cluster fleet/prod'],
      owners: ['uid of Cluster fleet/prod'],
    }),
    planned('ClusterClass fleet/standard', 0, { fate: 'copy' }),
  ],
});
const [cluster, machine, shared] = plan.objects.map(({ uid }) => uid) as [string, string, string];
const begun = begunBody(plan);
const other = { name: 'bob@ci', host: 'ci', pid: 1, boot: 'x', tool: 'tsmove 0.1.0' };

describe('the page of a move', () => {
  it('has the objects of the plan in their places, with what became of them', () => {
    const { objects, groups, scales } = page(
      reading([
        [0, begun],
        [100, { type: 'phase', phase: 'create' }],
        [200, { type: 'target', uid: cluster, state: 'unknown' }],
        [260, { type: 'target', uid: cluster, state: 'ready', targetUid: 'new' }],
        [300, { type: 'target', uid: shared, state: 'adopted' }],
        [400, { type: 'failed', uid: machine, because: 'refused' }],
        [500, { type: 'source', uid: cluster, state: 'retired' }],
      ]),
    );
    expect(scales.map(({ id }) => id)).toEqual(['state', 'fate']);
    expect(objects.map(({ name, state, fate, in: group }) => [name, state, fate, groups[group]?.title])).toEqual([
      ['prod', 'moved', 'move', 'Cluster fleet/prod'],
      ['prod-0', 'failed', 'move', 'Cluster fleet/prod'],
      ['standard', 'copied', 'copy', 'Of no Cluster'],
      ['notes', 'outside', 'stay', 'Left behind'],
    ]);
    expect(objects[0]).toMatchObject({
      notes: expect.arrayContaining([['UID in the target', 'new']]) as unknown,
      workMs: 300,
      steps: [
        [200, 'sent to the target', 1],
        [260, 'status written, and compared', 1],
        [500, 'deleted in the source', 1],
      ],
    });
    expect(objects[1]).toMatchObject({ failure: 'refused', owners: [[0, 'owner']] });
  });

  it.each([
    ['present', 'absent', 'move', 'source'],
    ['held', 'ready', 'move', 'both'],
    ['held', 'unknown', 'move', 'unknown'],
    ['unknown', 'sealed', 'move', 'unknown'],
    ['retired', 'sealed', 'move', 'moved'],
    ['present', 'adopted', 'copy', 'copied'],
    ['recreated', 'absent', 'move', 'source'],
  ] as const)(
    'says of an object that is %s in the source and %s in the target, with fate %s: %s',
    (source, target, fate, state) => {
      const told: MoveHistory = {
        ...history(),
        objects: [{ ref: ref('Machine fleet/m'), fate, steps: [], source, target }],
      };
      expect(reportPage({ records: [] }, told, around).objects).toMatchObject([{ state }]);
    },
  );

  it('parts the time into phases, and into times in which nobody was at work', () => {
    const { timeline } = page(
      reading([
        [0, begun],
        [100, { type: 'phase', phase: 'hold' }],
        [400, { type: 'phase', phase: 'create' }],
        [900, { type: 'target', uid: cluster, state: 'unknown' }],
        [5_000, { type: 'taken-over', by: other, command: 'resume' }, 2],
        // Written by the first process after it had lost its turn.
        [5_001, { type: 'phase', phase: 'verify' }],
        [5_100, { type: 'phase', phase: 'create' }, 2],
        [6_000, { type: 'finished', outcome: 'moved' }, 2],
      ]),
    );
    expect(timeline?.spans).toEqual([
      { phase: 'hold', from: 100, to: 400 },
      { phase: 'create', from: 400, to: 900 },
      { phase: 'idle', from: 900, to: 5_000 },
      { phase: 'create', from: 5_100, to: 6_000 },
    ]);
    expect(timeline?.endMs).toBe(6_000);
    expect(timeline?.course.at(-1)).toEqual([6_000, 'finished: moved', 2]);
  });

  it('keeps what an earlier plan had', () => {
    const { objects, groups } = page(
      reading([
        [0, begun],
        [10, { type: 'planned', plan: { ...plan, objects: plan.objects.slice(0, 2), leftBehind: [] } }],
      ]),
    );
    expect(objects.map(({ name, in: group }) => [name, groups[group]?.title])).toEqual([
      ['prod', 'Cluster fleet/prod'],
      ['prod-0', 'Cluster fleet/prod'],
      ['standard', 'No longer in the plan'],
    ]);
  });

  it('says how far an open move is, and what has failed', () => {
    const verdict = (more: Partial<MoveHistory>): unknown =>
      reportPage({ records: [] }, { ...history(), ...more }, around).verdict;
    expect(verdict({ summary: summary(), objects: [] })).toEqual({
      tone: 'amber',
      text: 'Open, before its commit: nothing is deleted in the source; 0 objects.',
    });
    expect(verdict({ summary: movedSummary() })).toEqual({
      tone: 'red',
      text: 'Moved; 3 objects. 1 object failed, the first is Machine fleet/prod-0.',
    });
  });
});

describe('times', () => {
  it('are said in UTC', () => {
    expect(timeWords('2026-11-21T10:05:00.123+02:00')).toBe('2026-11-21 08:05:00 UTC');
    expect(timeWords('some day')).toBe('some day');
  });
});
