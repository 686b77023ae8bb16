import {
  historyOf,
  type JournalReading,
  type JournalRecord,
  type JournalRecordBody,
  type Plan,
} from '@tsmove/move-core';
import type { PageModel } from '../../packages/cli/src/page/model/page.ts';
import { reportPage } from '../../packages/cli/src/page/model/report-page.ts';

const moveId = '20261121-100000-1a2b3c4d';
const began = Date.parse('2026-11-21T10:00:00.000Z');
const alice = { name: 'alice@laptop', host: 'laptop', pid: 4711, boot: 'b', tool: 'tsmove 0.1.0' };
const bob = { name: 'bob@runner-7', host: 'runner-7', pid: 12, boot: 'c', tool: 'tsmove 0.1.0' };

/**
 * The journal of a move whose process died while it created, and that another one took over an hour later. With
 * `failing`, the last object could not be created, and the move is still open.
 */
export function interruptedMove(plan: Plan, failing = false): JournalReading {
  const records: JournalRecord[] = [];
  let ms = 0;
  let epoch = 1;
  const note = (body: JournalRecordBody, after = 0): void => {
    ms += after;
    records.push({ ...body, seq: records.length + 1, at: new Date(began + ms).toISOString(), epoch });
  };
  const uids = plan.objects.map(({ uid }) => uid);
  const step = Math.max(0.2, 6_000 / uids.length);
  note({
    type: 'begun',
    format: 1,
    moveId,
    by: alice,
    source: { url: plan.source.url, systemUid: plan.source.systemUid },
    target: { url: 'https://management.example:6443', systemUid: 'target' },
    settings: {
      awaitPause: true,
      markReady: false,
      onFailure: 'rollback',
      allow: { skip: [] },
    },
    plan,
  });
  note({ type: 'phase', phase: 'hold' }, 240);
  for (const uid of uids) note({ type: 'source', uid, state: 'held' }, step / 4);
  note({ type: 'phase', phase: 'wait' }, 30);
  note({ type: 'baseline', versions: Object.fromEntries(uids.map((uid) => [uid, '7'])) }, 4_200);
  note({ type: 'phase', phase: 'create' }, 20);
  const create = (uid: string): void => {
    note({ type: 'target', uid, state: 'unknown' }, step / 3);
    note({ type: 'target', uid, state: 'created', targetUid: `new-${uid}` }, step);
    note({ type: 'target', uid, state: 'ready' }, step / 2);
  };
  const half = Math.floor(uids.length / 2);
  uids.slice(0, half).forEach(create);
  epoch = 2;
  note({ type: 'taken-over', by: bob, command: 'resume' }, 3_635_000);
  note({ type: 'phase', phase: 'create' }, 60);
  uids.slice(half, failing ? -1 : undefined).forEach(create);
  if (failing) {
    const uid = uids.at(-1) ?? '';
    note({ type: 'target', uid, state: 'unknown' }, 50);
    note(
      { type: 'failed', uid, because: 'target answered 500 InternalError: webhook "default.example" timed out' },
      30_000,
    );
    return { moveId, records, torn: false };
  }
  note({ type: 'phase', phase: 'verify' }, 15);
  note({ type: 'committing' }, 900);
  note({ type: 'committed' }, 40);
  note({ type: 'phase', phase: 'seal' }, 5);
  for (const uid of uids) note({ type: 'target', uid, state: 'sealed' }, step / 4);
  note({ type: 'phase', phase: 'retire' }, 12);
  note({ type: 'retiring' });
  const leaving = plan.objects.filter(({ fate }) => fate === 'move');
  for (const { uid } of leaving.toReversed()) note({ type: 'source', uid, state: 'retired' }, step / 2);
  note({ type: 'phase', phase: 'release' }, 8);
  note({ type: 'releasing' });
  note({ type: 'finished', outcome: 'moved' }, 310);
  return { moveId, records, torn: false };
}

export function interruptedMovePage(plan: Plan, failing = false): PageModel {
  const reading = interruptedMove(plan, failing);
  return reportPage(reading, historyOf(reading), {
    madeAt: '2026-11-21T12:00:00.000Z',
    tool: 'tsmove 0.1.0',
    next: failing
      ? [
          { aim: 'go on with the move', command: `tsmove resume ${moveId} --to-kubeconfig management.yaml` },
          { aim: 'undo it', command: `tsmove rollback ${moveId} --to-kubeconfig management.yaml` },
        ]
      : [{ aim: 'move everything back', command: `tsmove rollback ${moveId} --to-kubeconfig management.yaml` }],
  });
}
