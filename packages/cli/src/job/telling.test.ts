import type { MoveEventBody } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import type { Message } from '../view/view.ts';
import { eventsOf, ref, sampleEvents, samplePlan, sampleReport } from '../testing/samples.ts';
import { summarise } from '../view/plan-summary.ts';
import { metricsText } from './metrics.ts';
import { noticeOf } from './notices.ts';
import { type JobProgress, notBegun, pauseWindow, progressAfter } from './progress.ts';
import { parseShardStatus, shardStatus, type ShardStatus, summaryOf } from './status-map.ts';

const planned: Message = { type: 'planned', summary: summarise(samplePlan(), 'https://target:6443') };
const ended: Message = {
  type: 'ended',
  report: sampleReport(),
  way: { from: 'a', to: 'b', clusters: 1 },
  next: [],
};

function after(bodies: readonly MoveEventBody[], stepMs = 1_000): JobProgress {
  const messages: Message[] = [planned, ...eventsOf(bodies).map((event) => ({ type: 'event' as const, event }))];
  return messages.reduce((progress, message, index) => progressAfter(progress, message, index * stepMs), notBegun);
}

describe('the progress of a Job', () => {
  it('counts what is done by phase and kind, and knows the turning points', () => {
    const progress = progressAfter(after(sampleEvents), ended, 99_000);
    expect(progress).toMatchObject({ committed: true, outcome: 'moved', resumed: false, failures: 0 });
    expect(progress.planned.get('Machine.cluster.x-k8s.io')).toBe(1);
    for (const kinds of progress.objects.values()) for (const count of kinds.values()) expect(count).toBeGreaterThan(0);
  });

  it('begins anew with each move of several, and keeps what was counted', () => {
    const event = (body: MoveEventBody): Message => ({ type: 'event', event: eventsOf([body])[0] as never });
    let progress = after(sampleEvents);
    progress = progressAfter(progress, event({ type: 'move-started', moveId: 'm-2', total: 1, namespace: 'fleet' }), 1);
    expect(progress).toMatchObject({ moveId: 'm-2', committed: false, phase: undefined });
    progress = progressAfter(
      progress,
      event({ type: 'move-continued', moveId: 'm-3', command: 'resume', from: 'seal', epoch: 2 }),
      1,
    );
    expect(progress).toMatchObject({ moveId: 'm-3', resumed: true, committed: false });
    progress = progressAfter(progress, event({ type: 'phase-started', phase: 'seal', total: 1 }), 1);
    expect(progress.committed).toBe(true);
  });

  it('measures the pause from the first hold to the last release', () => {
    const object = ref('Cluster fleet/prod');
    const paused: MoveEventBody = { type: 'object-paused', side: 'source', ref: object };
    const released: MoveEventBody = { type: 'object-resumed', side: 'target', ref: object };
    expect(pauseWindow(after([]), 5_000)).toBeUndefined();
    expect(pauseWindow(after([paused]), 5_000)).toBe(4);
    expect(pauseWindow(after([paused, { type: 'phase-started', phase: 'release', total: 1 }, released]), 9_000)).toBe(
      2,
    );
  });
});

describe('metrics', () => {
  const context = { namespace: 'fleet', shard: 0, startedAt: 1_000, now: 5_000, exitCode: undefined };

  it("are Prometheus' text: each family once, every sample parses, the same input gives the same bytes", () => {
    const text = metricsText(after(sampleEvents), context);
    const lines = text.trimEnd().split('\n');
    const samples = lines.filter((line) => !line.startsWith('#'));
    for (const line of samples) {
      expect(line).toMatch(/^tsmove_[a-z_]+\{(?:[a-z]+="[^"\\\n]*",?)+\} -?\d+(?:\.\d+)?(?:e[+-]\d+)?$/);
    }
    expect(new Set(samples.map((line) => line.replace(/ .*/, ''))).size).toBe(samples.length);
    const families = lines.filter((line) => line.startsWith('# TYPE'));
    expect(new Set(families).size).toBe(families.length);
    expect(text).toContain('tsmove_objects_planned{namespace="fleet",shard="0",kind="Machine.cluster.x-k8s.io"} 1\n');
    expect(metricsText(after(sampleEvents), context)).toBe(text);
  });

  it('escape what a label may not hold', () => {
    expect(metricsText(notBegun, { ...context, namespace: 'a"b\\c\nd' })).toContain(String.raw`namespace="a\"b\\c\nd"`);
  });

  it('say how it has ended', () => {
    const text = metricsText(progressAfter(notBegun, ended, 0), { ...context, exitCode: 0 });
    expect(text).toContain('tsmove_exit_code{namespace="fleet",shard="0",outcome="moved"} 0\n');
  });
});

describe('Events', () => {
  it('are the turning points, in their order', () => {
    const messages: Message[] = [
      planned,
      ...eventsOf(sampleEvents).map((event) => ({ type: 'event' as const, event })),
      ended,
    ];
    const reasons = messages.flatMap((message) => noticeOf(message)?.reason ?? []);
    expect(reasons).toEqual(['MoveStarted', 'MoveCommitted', 'MoveFinished']);
  });

  it('are never longer than the API server takes', () => {
    const notice = noticeOf({ type: 'ended-before', moveId: 'm', outcome: 'moved', sentence: 'x'.repeat(5_000) });
    expect(notice?.message).toHaveLength(1_000);
  });
});

describe('the status of shards', () => {
  const context = {
    ...{ owner: 'j1', pod: 'p', namespace: 'fleet', clusters: ['a'], startedAt: 0, now: 2_000, end: undefined },
  };
  const ofState = (state: ShardStatus['state']): ShardStatus => ({ ...shardStatus(notBegun, context), state });

  it('survives being written and read, and what is no status is none', () => {
    const status = shardStatus(after(sampleEvents), { ...context, end: { exitCode: 0, retried: false } });
    expect(parseShardStatus(JSON.stringify(status))).toEqual(status);
    expect(status).toMatchObject({ state: 'Succeeded', exitCode: 0, finishedAt: '1970-01-01T00:00:02.000Z' });
    for (const text of [undefined, '', 'null', '{}', '[]', '{"formatVersion":2}']) {
      expect(parseShardStatus(text)).toBeUndefined();
    }
  });

  it.each<readonly [string, readonly (ShardStatus['state'] | undefined)[]]>([
    ['Running', [undefined, 'Succeeded']],
    ['Running', ['Running', 'WillRetry']],
    ['WillRetry', ['WillRetry', 'Succeeded']],
    ['Failed', ['Failed', 'Running', undefined]],
    ['Succeeded', ['Succeeded', 'Succeeded']],
  ])('is %s for %j', (state, shards) => {
    expect(summaryOf(shards.map((one) => (one === undefined ? undefined : ofState(one)))).state).toBe(state);
  });
});
