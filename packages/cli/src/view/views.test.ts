import type { MoveEvent, MoveEventBody } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { eventsOf, ref, sampleEvents, samplePlan } from '../testing/samples.ts';
import { screen, type Screen } from '../testing/screen.ts';
import { plainView } from './plain.ts';
import { summarise } from './plan-summary.ts';
import { ttyView } from './tty.ts';
import type { Message, View } from './view.ts';

const messages: readonly Message[] = [
  { type: 'working', step: 'Discovering objects in namespace fleet of https://source:6443' },
  { type: 'planned', summary: summarise(samplePlan(), 'https://target:6443') },
  ...messagesOf(sampleEvents),
];

function messagesOf(events: readonly MoveEventBody[]): readonly Message[] {
  return eventsOf(events).map((event) => ({ type: 'event', event }));
}

function plain(level: number, play: readonly Message[] = messages, now: () => number = () => 0): readonly string[] {
  let text = '';
  const output = { write: (more: string): void => void (text += more) };
  const view = plainView({ output, paint: (_, words) => words, level, now });
  for (const message of play) view.show(message);
  view.rest();
  return text.split('\n').slice(0, -1);
}

function tty(on: Screen, level = 0): { readonly view: View; pass(ms: number): void; tick(): void } {
  let now = 0;
  let ticking: (() => void) | undefined;
  const clock = {
    now: () => now,
    every: (_: number, work: () => void) => {
      ticking = work;
      return () => {
        ticking = undefined;
      };
    },
  };
  return {
    view: ttyView({ output: on, paint: (_, words) => words, level, clock, env: {} }),
    pass(ms) {
      now += ms;
    },
    tick() {
      ticking?.();
    },
  };
}

describe('the plain view', () => {
  it('has a line for each phase, for what must be known, and no more', () => {
    expect(plain(0)).toEqual([
      'Discovering objects in namespace fleet of https://source:6443',
      'Found 1 Cluster and 1 ClusterClass in namespace fleet: 3 objects to move, 1 to copy',
      'To be copied, and kept in the source because something else uses them:',
      '  clusterclass.cluster.x-k8s.io/standard: Cluster other/x uses it',
      '1 object of the namespace will be left behind; tsmove plan shows them',
      'Checking whether the move may start',
      'warning   provider-older   metal3 is older in the target',
      'Pausing 1 object in the source',
      'Waiting for the source to come to rest',
      'machine.cluster.x-k8s.io/prod-0 waiting: its controller has not confirmed the pause',
      'Creating 2 objects in the target',
      'Verifying 2 objects in the target',
      'Everything is in the target and verified',
      'Restoring the managed fields of 2 objects in the target',
      'Deleting 2 objects from the source',
      'Resuming 1 object in the target',
    ]);
  });

  it("has a line for each object at -v 1, in kubectl's grammar", () => {
    const lines = plain(1);
    expect(lines.filter((line) => /^[a-z]+(\.[a-z0-9.-]+)?\/\S+ /.test(line))).toEqual([
      'cluster.cluster.x-k8s.io/prod paused in the source',
      'machine.cluster.x-k8s.io/prod-0 waiting: its controller has not confirmed the pause',
      'namespace/fleet created',
      'cluster.cluster.x-k8s.io/prod created',
      'machine.cluster.x-k8s.io/prod-0 created',
      'machine.cluster.x-k8s.io/prod-0 deleted',
      'cluster.cluster.x-k8s.io/prod deleted',
      'cluster.cluster.x-k8s.io/prod resumed in the target',
    ]);
    expect(lines).toContain('Created 2 objects in the target in 0.9s');
  });

  it('has every step, kind and retry at -v 5', () => {
    const retry = {
      server: 'target',
      method: 'POST',
      path: '/api/v1/namespaces/fleet/secrets',
      attempt: 2,
      delayMs: 1500,
      reason: '429 TooManyRequests',
    };
    const lines = plain(5, [...messages, { type: 'retry', retry }]);
    expect(lines).toContain('cluster.cluster.x-k8s.io/prod status written');
    expect(lines).toContain('  1 Machine.cluster.x-k8s.io');
    expect(lines.at(-1)).toBe(
      'target: POST /api/v1/namespaces/fleet/secrets failed (try 2): 429 TooManyRequests; again in 1.5s',
    );
    expect(plain(4, [{ type: 'retry', retry }])).toEqual([]);
  });

  it('says how far a long phase is, so that CI does not take it for a hang', () => {
    let now = 0;
    const play = messagesOf([
      { type: 'phase-started', phase: 'create', total: 3 },
      ...['a', 'b', 'c'].map((name) => ({ type: 'object-ready', ref: ref(`Machine fleet/${name}`) }) as const),
    ]);
    expect(plain(0, play, () => (now += 8_000))).toEqual(['Creating 3 objects in the target', 'Creating: 2 of 3 done']);
  });

  it('shows events and phases that it has no words for', () => {
    const strangers: unknown = [
      { type: 'phase-started', phase: 'levitate', total: 2, seq: 1, at: '' },
      { type: 'object-levitated', ref: ref('Machine fleet/a'), seq: 2, at: '' },
      { type: 'phase-finished', phase: 'levitate', elapsedMs: 40, seq: 3, at: '' },
    ];
    const play = (strangers as MoveEvent[]).map((event) => ({ type: 'event', event }) as const);
    expect(plain(1, play)).toEqual([
      'Phase levitate: 2 objects',
      'object-levitated',
      'Phase levitate is over: 2 objects in 40ms',
    ]);
    const on = screen(80);
    const { view } = tty(on);
    for (const message of play) view.show(message);
    view.rest();
    expect(on.lines()).toEqual(['object-levitated', 'Phase levitate is over: 2 objects in 40ms']);
  });

  it('says that somebody else may have the move still, and that the journal is lost', () => {
    const play = messagesOf([
      { type: 'waiting-for-lease', holder: 'bob@ci (pid 12)', forMs: 30_000 },
      { type: 'journal-lost', because: 'no space left on device' },
    ]);
    expect(plain(0, play)).toEqual([
      'Waiting up to 30s to be sure that bob@ci (pid 12) is not at work any more',
      'warning: The journal cannot be written any more: no space left on device',
    ]);
  });

  it('keeps what servers say from steering the terminal', () => {
    const text = 'fine\u001b[2J\u001b]0;title\u0007 and\u202e more\r\nsecond';
    expect(plain(0, [{ type: 'warning', warning: { server: 'source', text } }])).toEqual([
      'warning: source: fine and more second',
    ]);
  });
});

describe('the view of a terminal', () => {
  const creating = messagesOf([
    { type: 'phase-started', phase: 'create', total: 470 },
    ...Array.from({ length: 132 }, (_, number) => ({
      type: 'object-ready' as const,
      ref: ref(`Machine fleet/prod-md-0-${number.toString()}`),
    })),
  ]);

  it('draws the phase of the moment, how far it is, how fast, and how long it may take', () => {
    const on = screen(80);
    const { view, pass } = tty(on);
    for (const message of creating) {
      pass(40);
      view.show(message);
    }
    expect(on.lines()).toEqual([
      'Creating 470 objects in the target  5s',
      '  ━━━━━━━━──────────────────────  132/470  28%  25/s  about 15s left',
    ]);
  });

  it('says it in fewer words on a narrow terminal', () => {
    const on = screen(28);
    const { view, pass, tick } = tty(on);
    for (const message of creating) {
      pass(20);
      view.show(message);
    }
    tick();
    expect(on.lines()).toEqual(['Creating  2s', '  132/470  28%  50/s']);
  });

  it('survives a terminal that becomes narrower', () => {
    const on = screen(80);
    const { view, pass, tick } = tty(on);
    for (const message of creating) {
      pass(20);
      view.show(message);
    }
    on.resize(28);
    tick();
    expect(on.lines()).toEqual(['Creating  2s', '  132/470  28%  50/s']);
  });

  it('says everything in one line where there are few rows', () => {
    const on = screen(80, 4);
    const { view, pass, tick } = tty(on);
    for (const message of creating) {
      pass(20);
      view.show(message);
    }
    tick();
    expect(on.lines()).toEqual(['Creating  132/470  28%  50/s']);
  });

  it('never hides the cursor, and writes only what has changed', () => {
    const on = screen(80);
    let written: string[] = [];
    const { view, pass, tick } = tty({
      get columns() {
        return on.columns;
      },
      rows: 24,
      resize: on.resize,
      lines: on.lines,
      write(text) {
        written.push(text);
        on.write(text);
      },
    });
    for (const message of creating) {
      pass(20);
      view.show(message);
    }
    expect(written.length).toBeLessThanOrEqual(2 + (20 * creating.length) / 100);
    tick();
    expect(written.join('')).not.toContain('?25');
    written = [];
    tick();
    expect(written).toEqual([]);
    pass(1000);
    tick();
    expect(written.join('')).not.toContain('\u001b[J');
    view.rest();
    expect(on.lines()).toEqual([]);
  });

  it('counts two columns for wide characters', () => {
    const on = screen(20);
    const { view } = tty(on);
    view.show({ type: 'working', step: '読み込み中読み込み中' });
    expect(on.lines()).toEqual(['読み込み中読み込…']);
  });

  it('shows how long a step without events takes', () => {
    const on = screen(80);
    const { view, pass, tick } = tty(on);
    view.show({ type: 'working', step: 'Discovering objects' });
    pass(3_200);
    tick();
    expect(on.lines()).toEqual(['Discovering objects  3s']);
  });

  it('shows what a phase without counts waits for', () => {
    const on = screen(80);
    const { view, pass, tick } = tty(on);
    const waiting = messagesOf([
      { type: 'phase-started', phase: 'wait', total: 2 },
      { type: 'object-blocked', ref: ref('Machine fleet/m1'), because: 'block-move is set' },
    ]);
    for (const message of waiting) {
      view.show(message);
      pass(100);
    }
    pass(4_000);
    tick();
    expect(on.lines()).toEqual([
      'Waiting for the source to come to rest  4s',
      'waiting 4s for machine.cluster.x-k8s.io/m1: block-move is set',
    ]);
    for (const message of messagesOf([{ type: 'object-unblocked', ref: ref('Machine fleet/m1') }])) view.show(message);
    tick();
    expect(on.lines()).toEqual(['Waiting for the source to come to rest  4s']);
  });

  it('leaves a line for each phase and nothing of the moment', () => {
    const on = screen(100);
    const { view, pass } = tty(on);
    for (const message of messages) {
      pass(100);
      view.show(message);
    }
    view.rest();
    expect(on.lines()).toEqual([
      'Found 1 Cluster and 1 ClusterClass in namespace fleet: 3 objects to move, 1 to copy',
      'To be copied, and kept in the source because something else uses them:',
      '  clusterclass.cluster.x-k8s.io/standard: Cluster other/x uses it',
      '1 object of the namespace will be left behind; tsmove plan shows them',
      'warning   provider-older   metal3 is older in the target',
      'Checked whether the move may start in 0.2s',
      'Paused 1 object in the source in 40ms',
      'The source has come to rest in 1.2s',
      'Created 2 objects in the target in 0.9s',
      'Verified 2 objects in the target in 60ms',
      'Everything is in the target and verified',
      'Restored the managed fields of 2 objects in the target in 30ms',
      'Deleted 2 objects from the source in 80ms',
      'Resumed 1 object in the target in 20ms',
    ]);
  });
});
