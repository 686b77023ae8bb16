import type {
  Actor,
  FoundLease,
  JournalReading,
  JournalStore,
  LeaseContent,
  MoveHistory,
  MoveSummary,
} from '@tsmove/move-core';
import { ref } from './samples.ts';

export const alice: Actor = { name: 'alice@laptop', host: 'laptop', pid: 4711, boot: 'b', tool: 'tsmove 0.1.0' };
const bob: Actor = { name: 'bob@ci', host: 'runner-7', pid: 12, boot: 'c', tool: 'tsmove 0.1.0' };

/** A move of namespace fleet that stopped while it was creating: 2 of 4 objects are in the target. */
export function summary(more: Partial<MoveSummary> = {}): MoveSummary {
  return {
    moveId: '20261121-100000-aaaaaaaa',
    zone: 'before-commit',
    phase: 'create',
    scope: { namespace: 'fleet' },
    source: { url: 'https://source:6443', systemUid: 's' },
    target: { url: 'https://target:6443', systemUid: 't' },
    by: alice,
    epoch: 1,
    startedAt: '2026-11-21T10:00:00.000Z',
    lastAt: '2026-11-21T10:00:30.000Z',
    objects: 4,
    inTarget: { absent: 1, unknown: 1, created: 0, ready: 2, sealed: 0, adopted: 0 },
    inSource: { present: 1, held: 3, retired: 0, unknown: 0, recreated: 0 },
    torn: false,
    ...more,
  };
}

/** The same after everything has moved. */
export function movedSummary(more: Partial<MoveSummary> = {}): MoveSummary {
  return summary({
    zone: 'finished',
    outcome: 'moved',
    phase: 'release',
    inTarget: { absent: 0, unknown: 0, created: 0, ready: 0, sealed: 4, adopted: 0 },
    inSource: { present: 1, held: 0, retired: 3, unknown: 0, recreated: 0 },
    ...more,
  });
}

/** A move of bob's, as a Lease tells of it. */
export function lease(more: Partial<LeaseContent> = {}): FoundLease {
  const content: LeaseContent = {
    moveId: '20261121-093000-bbbbbbbb',
    scope: { namespace: 'other' },
    epoch: 2,
    phase: 'retire',
    committed: true,
    releasing: false,
    ended: false,
    command: 'resume',
    by: bob,
    sourceUid: 's',
    targetUid: 't',
    since: '2026-11-21T09:30:00.000Z',
    renewed: '2026-11-21T10:04:50.000Z',
    durationMs: 30_000,
    ...more,
  };
  return { content, name: `move-${content.moveId}`, uid: 'l', resourceVersion: '1' };
}

/** What happened in the sample move. */
export function history(of: MoveSummary = movedSummary()): MoveHistory {
  const step = (ms: number, what: string, epoch = 1): MoveHistory['course'][number] => ({
    at: new Date(Date.parse(of.startedAt) + ms).toISOString(),
    ms,
    epoch,
    what,
  });
  return {
    summary: of,
    sourceChecks: [],
    course: [step(0, 'begun'), step(210, 'phase hold'), step(900, 'phase create'), step(2_000, 'committed')],
    objects: [
      {
        ref: ref('ClusterClass fleet/standard'),
        fate: 'copy',
        steps: [step(910, 'adopted')],
        target: 'adopted',
        source: 'present',
      },
      {
        ref: ref('Cluster fleet/prod'),
        fate: 'move',
        steps: [step(250, 'held'), step(920, 'created'), step(1_000, 'ready'), step(2_900, 'retired')],
        target: 'sealed',
        source: 'retired',
        targetUid: 'new-uid',
      },
      {
        ref: ref('Machine fleet/prod-0'),
        fate: 'move',
        steps: [step(1_010, 'create sent'), step(31_010, 'failed')],
        target: 'unknown',
        source: 'held',
        failure: 'no answer within 30s',
      },
    ],
  };
}

/** A store that has these journals; an error stands for a journal that cannot be read. Nobody writes to it. */
export function playedStore(place: string, journals: Readonly<Record<string, MoveSummary | Error>>): JournalStore {
  const unexpected = (): never => {
    throw new Error('the command itself wrote a journal');
  };
  return {
    place,
    list: () => Promise.resolve(Object.keys(journals).toSorted()),
    read: (moveId) => {
      const found = journals[moveId];
      if (found instanceof Error) return Promise.reject(found);
      return Promise.resolve(found === undefined ? undefined : readingOf(found));
    },
    create: unexpected,
    open: unexpected,
    remove: unexpected,
  };
}

const summaries = new WeakMap<JournalReading, MoveSummary>();

function readingOf(found: MoveSummary): JournalReading {
  const reading: JournalReading = { moveId: found.moveId, records: [], torn: found.torn };
  summaries.set(reading, found);
  return reading;
}

/** The summary that a reading of a played store stands for. */
export function summaryOf(reading: JournalReading): MoveSummary {
  const found = summaries.get(reading);
  if (found === undefined) throw new Error('not a reading of a played store');
  return found;
}
