import { describe, expect, it } from 'vitest';
import { begunBody, machineRef, machinesPlan, movedRecords, numbered, uidOf } from '../testing/journal-records.ts';
import { historyOf } from './history.ts';
import type { JournalRecord, JournalRecordBody } from './records.ts';
import { replay } from './replay.ts';
import { summarizeMove } from './summarize.ts';
import type { MoveZone } from './summary.ts';
import type { JournalReading } from './types.ts';

function reading(records: readonly JournalRecord[], torn = false): JournalReading {
  return { moveId: 'move-1', records, torn };
}

/** A journal of a move of two Machines with these records after its beginning. */
function journalOf(...bodies: readonly JournalRecordBody[]): readonly JournalRecord[] {
  return numbered([begunBody(machinesPlan(2)), ...bodies]);
}

const byBob = { name: 'bob@desk', host: 'desk', pid: 8, boot: 'c', tool: 'tsmove 0.1.0' };
const rollback: JournalRecordBody = { type: 'rolling-back', because: 'asked for', abandonTarget: false };

describe('the summary of a move', () => {
  it.each<[what: string, zone: MoveZone, bodies: readonly JournalRecordBody[]]>([
    ['that has just begun', 'before-commit', []],
    ['of which nobody knows whether it is committed', 'before-commit', [{ type: 'committing' }]],
    ['whose commit did not arrive', 'before-commit', [{ type: 'committing' }, { type: 'not-committed' }]],
    ['that is committed', 'committed', [{ type: 'committing' }, { type: 'committed' }, { type: 'retiring' }]],
    ['that releases the target', 'releasing', [{ type: 'committed' }, { type: 'releasing' }]],
    ['that is rolled back', 'rolling-back', [{ type: 'committed' }, rollback]],
    ['that gave its target up', 'target-abandoned', [rollback, { type: 'target-abandoned' }]],
    ['that is finished', 'finished', [{ type: 'releasing' }, { type: 'finished', outcome: 'moved' }]],
    [
      'whose target came back',
      'finished',
      [rollback, { type: 'target-abandoned' }, { type: 'finished', outcome: 'rolled-back' }],
    ],
  ])('of a move %s says so: %s', (_what, zone, bodies) => {
    expect(summarizeMove(reading(journalOf(...bodies))).zone).toBe(zone);
  });

  it('counts objects by where they are', () => {
    const summary = summarizeMove(
      reading(
        journalOf(
          { type: 'source', uid: uidOf(0), state: 'held' },
          { type: 'target', uid: uidOf(0), state: 'created', targetUid: 'n' },
          { type: 'phase', phase: 'create' },
        ),
        true,
      ),
    );
    expect(summary).toMatchObject({
      moveId: 'move-1',
      phase: 'create',
      objects: 2,
      torn: true,
      scope: { namespace: 'fleet' },
      inTarget: { absent: 1, created: 1, ready: 0 },
      inSource: { present: 1, held: 1, retired: 0 },
      startedAt: '2026-01-01T00:00:01.000Z',
      lastAt: '2026-01-01T00:00:04.000Z',
    });
  });

  it('says of an empty journal that its move never began', () => {
    expect(() => summarizeMove(reading([], true))).toThrow(expect.objectContaining({ code: 'journal-missing' }));
    expect(() => replay(movedRecords().slice(1))).toThrow(expect.objectContaining({ code: 'journal-damaged' }));
  });
});

describe('the history of a move', () => {
  it('tells the course of the whole and the steps of each object, in time', () => {
    const { course, objects, summary } = historyOf(reading(movedRecords(2)));
    expect(summary.zone).toBe('finished');
    expect(course.map(({ what }) => what)).toEqual([
      'begun by alice@laptop: 2 objects',
      'phase hold',
      'planned anew: 2 objects',
      'everything holds still: 2 versions noted',
      'phase create',
      'namespace fleet created in the target',
      'about to be committed',
      'committed: everything is in the target',
      'about to delete in the source',
      'source looked at once more right before the release: none of 2 held objects is back',
      'about to release in the target',
      'source looked at once more after the release: none of 2 held objects is back',
      'finished: moved',
    ]);
    expect(course[1]).toEqual({ at: '2026-01-01T00:00:02.000Z', ms: 1000, epoch: 1, what: 'phase hold' });
    expect(objects[0]).toMatchObject({
      ref: machineRef(0),
      fate: 'move',
      target: 'ready',
      source: 'retired',
      targetUid: `new-${uidOf(0)}`,
    });
    expect(objects[0]?.steps.map(({ what }) => what)).toEqual([
      'about to be held',
      'held in the source',
      'sent to the target',
      'created in the target',
      'status written, and compared',
      'deleted in the source',
    ]);
  });

  it('tells what looks at the source around the release have seen, and when', () => {
    const at = '2026-01-01T00:00:02.000Z';
    const look = { when: 'before-release', looked: 2, back: [uidOf(1), uidOf(0)] } as const;
    const { course, sourceChecks } = historyOf(reading(journalOf({ type: 'phase', phase: 'release', look })));
    expect(sourceChecks).toEqual([{ at, when: 'before-release', looked: 2, back: [machineRef(0), machineRef(1)] }]);
    expect(course.at(-1)?.what).toBe(
      'source looked at once more right before the release: 2 objects of 2 made anew there',
    );
    expect(historyOf(reading(movedRecords(2))).sourceChecks.map(({ when, back }) => [when, back])).toEqual([
      ['before-release', []],
      ['after-release', []],
    ]);
    expect(historyOf(reading(journalOf())).sourceChecks).toEqual([]);
  });

  it('leaves out what a process wrote after it was taken over', () => {
    const records = [
      ...journalOf({ type: 'target', uid: uidOf(0), state: 'unknown' }),
      ...numbered([{ type: 'taken-over', by: byBob, command: 'rollback' }], 3, 2),
      ...numbered([{ type: 'target', uid: uidOf(0), state: 'created' }], 4, 1),
      ...numbered([rollback, { type: 'failed', uid: uidOf(1), because: 'no answer' }], 5, 2),
    ];
    const { course, objects } = historyOf(reading(records));
    expect(course.map(({ epoch, what }) => `${epoch} ${what}`)).toEqual([
      '1 begun by alice@laptop: 2 objects',
      '2 taken over by bob@desk (rollback)',
      '2 rollback: asked for',
    ]);
    expect(objects[0]?.steps.map(({ what }) => what)).toEqual(['sent to the target']);
    expect(objects[1]).toMatchObject({ failure: 'no answer', target: 'absent' });
  });

  it('still tells of objects that a later plan left out, and of those that are in no plan', () => {
    const hold = {
      ref: { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'fleet', name: 'c' },
      ...{ byUs: true, marked: true, restore: {}, managersBefore: [], generationBefore: 1 },
    };
    const records = journalOf(
      { type: 'source', uid: uidOf(1), state: 'held' },
      { type: 'planned', plan: machinesPlan(1) },
      { type: 'held', uid: 'kept', hold },
      { type: 'owners-cut', uid: 'other', before: { owners: [], managers: [] } },
    );
    const { course, objects, summary } = historyOf(reading(records));
    expect(summary.objects).toBe(1);
    expect(objects.map(({ ref }) => ref.name)).toEqual([machineRef(0).name, machineRef(1).name]);
    expect(objects[1]?.steps.map(({ what }) => what)).toEqual(['held in the source']);
    expect(course.slice(-2).map(({ what }) => what)).toEqual([
      'ConfigMap fleet/c: about to be held',
      'other: references to leaving owners about to be cut',
    ]);
  });
});
