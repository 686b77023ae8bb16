import type { MoveEvent, MoveEventBody } from '@tsmove/move-core';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { eventsOf, planned, ref, samplePlan } from '../../testing/samples.ts';
import { screen } from '../../testing/screen.ts';
import { ttyView } from '../tty.ts';
import type { Message } from '../view.ts';
import { liveBlock } from './block.ts';
import { chooseClusters } from './clusters.ts';
import { courseOf, forwardPhases } from './course.ts';
import { ascii, drawn, glyphsFor } from './glyphs.ts';
import { liveLines, type Sight } from './lines.ts';
import { leftWords } from './pace.ts';
import { line, widthOf } from './spans.ts';
import { advance, atRest, type LiveState } from './state.ts';

const sight: Sight = { now: 0, columns: 77, rows: 23, glyphs: drawn };

/** Each message with the time at which it comes, in ms. */
type Play = readonly (readonly [at: number, message: Message])[];

function after(play: Play): LiveState {
  return play.reduce((state, [at, message]) => advance(state, message, at), atRest);
}

function shown(play: Play, more: Partial<Sight> = {}): readonly string[] {
  const now = play.at(-1)?.[0] ?? 0;
  return liveLines(after(play), { ...sight, now, ...more }).map((one) => one.map(({ text }) => text).join(''));
}

function at(time: number, ...bodies: readonly MoveEventBody[]): Play {
  return eventsOf(bodies).map((event) => [time, { type: 'event', event }] as const);
}

/** Clusters with two Machines each. */
function fleet(...names: readonly string[]): Message {
  const plan = samplePlan({
    objects: names.flatMap((name) => [
      planned(`Cluster fleet/${name}`, 0),
      ...[0, 1].map((number) =>
        planned(`Machine fleet/${name}-${number.toString()}`, 1, { clusters: [`uid of Cluster fleet/${name}`] }),
      ),
    ]),
  });
  return { type: 'course', course: courseOf(plan) };
}

const ready = (name: string): MoveEventBody => ({ type: 'object-ready', ref: ref(name) });

test('a process that is stopped gives the terminal back, and draws everything anew when it goes on', () => {
  const on = screen(80, 24);
  const told: { before: () => void; after: () => void }[] = [];
  let tick: () => void = () => undefined;
  const view = ttyView({
    output: { write: on.write, isTTY: true, columns: 80, rows: 24 },
    paint: (_colour, text) => text,
    level: 0,
    clock: {
      now: () => 0,
      every(_ms, work) {
        tick = work;
        return () => undefined;
      },
    },
    env: { LANG: 'C.UTF-8' },
    signals: {
      suspending(before, after) {
        told.push({ before, after });
        return () => void told.pop();
      },
    },
  });
  const seen = (): readonly string[] => on.lines().filter((text) => text !== '');
  for (const [, message] of [
    [0, fleet('a', 'b')] as const,
    ...at(0, { type: 'move-started', moveId: 'm', total: 6, namespace: 'fleet' }),
    ...at(0, { type: 'phase-started', phase: 'create', total: 6 }),
  ])
    view.show(message);
  const drawing = seen();
  expect(drawing.at(-1)).toContain('● create');
  told[0]?.before();
  expect(seen()).toEqual(drawing.slice(0, -5));
  on.write('[1]+  Stopped\r\n$ fg\r\n');
  tick();
  told[0]?.after();
  expect(seen()).toEqual([...drawing.slice(0, -5), '[1]+  Stopped', '$ fg', ...drawing.slice(-5)]);
  view.rest();
  expect(told).toEqual([]);
});

describe('the live view', () => {
  it('shows a bar for each Cluster, and the phases that are done and to come', () => {
    const play: Play = [
      [0, fleet('b', 'a')],
      ...at(0, { type: 'move-started', moveId: 'm', total: 6, namespace: 'fleet' }),
      ...at(0, { type: 'phase-started', phase: 'preflight', total: 6 }),
      ...at(0, { type: 'phase-finished', phase: 'preflight', elapsedMs: 1 }),
      ...at(0, { type: 'phase-started', phase: 'create', total: 6 }),
      ...at(2000, ready('Cluster fleet/a'), ready('Machine fleet/a-0'), ready('Cluster fleet/b')),
    ];
    expect(shown(play)).toEqual([
      'Creating 6 objects in the target  2s',
      '  ━━━━━━━━━━━━━━━───────────────  3/6  50%  1.5/s',
      '  a  ━━━━━━━━━━━━━───────  2/3',
      '  b  ━━━━━━──────────────  1/3',
      '✓ check  ● create  ○ verify  ○ seal  ○ delete  ○ resume',
    ]);
    expect(shown(play, { columns: 40 }).at(-1)).toBe('✓ 1 done  ● create  ○ verify  ○ seal  ○…');
  });

  it('shows them, too, where what the move is about is known after it has been gone on with', () => {
    const { course } = fleet('a', 'b') as Extract<Message, { type: 'course' }>;
    const play: Play = [
      ...at(0, { type: 'move-continued', moveId: 'm', command: 'recover', from: 'retire', epoch: 2 }),
      [0, { type: 'course', course: { ...course, phases: [] } }],
      ...at(0, { type: 'phase-started', phase: 'retire', total: 6 }),
    ];
    const lines = shown(play);
    expect(lines.slice(2, -1).map((line) => line.replaceAll(/[━─]+/g, '-'))).toEqual(['  a  -  0/3', '  b  -  0/3']);
    expect(lines.at(-1)).toMatch(/● delete {2}○ resume$/);
  });

  it('shows the Clusters in motion where there are many, and counts the others', () => {
    const names = Array.from({ length: 30 }, (_, number) => `c${number.toString().padStart(2, '0')}`);
    const done = names
      .slice(0, 4)
      .flatMap((name) => [
        ready(`Cluster fleet/${name}`),
        ready(`Machine fleet/${name}-0`),
        ready(`Machine fleet/${name}-1`),
      ]);
    const play: Play = [
      [0, fleet(...names)],
      ...at(0, { type: 'phase-started', phase: 'create', total: 90 }),
      ...at(500, ...done, ready('Cluster fleet/c10'), ready('Cluster fleet/c20')),
    ];
    expect(shown(play).slice(2, -1)).toEqual([
      '  c10  ━━━━━━──────────────  1/3',
      '  c20  ━━━━━━──────────────  1/3',
      '  more Clusters: 4 done, 24 to come',
    ]);
    expect(chooseClusters([{ name: 'a', done: 1, total: 2 }], 0)).toEqual({
      shown: [],
      otherDone: 0,
      otherMoving: 1,
      otherToCome: 0,
    });
  });

  it('says who is waited for since when, the longest first, until it is over', () => {
    const play: Play = [
      ...at(0, { type: 'phase-started', phase: 'wait', total: 9 }),
      ...at(1000, { type: 'object-blocked', ref: ref('Machine fleet/m1'), because: 'block-move is set' }),
      ...at(3000, { type: 'still-waiting', count: 4, ref: ref('Cluster fleet/a'), because: 'it has not confirmed' }),
      ...at(61_000, { type: 'object-blocked', ref: ref('Machine fleet/m1'), because: 'it is being updated' }),
    ];
    expect(shown(play)).toEqual([
      'Waiting for the source to come to rest  1m01s',
      'waiting 1m00s for machine.cluster.x-k8s.io/m1: it is being updated',
      'waiting 58s for cluster.cluster.x-k8s.io/a: it has not confirmed (and 3 more)',
    ]);
    expect(shown([...play, ...at(62_000, { type: 'object-unblocked', ref: ref('Machine fleet/m1') })])).toHaveLength(2);
    expect(shown([...play, ...at(62_000, { type: 'phase-started', phase: 'create', total: 9 })])).toHaveLength(3);
  });

  it('waits for an object until something happens to it', () => {
    const play: Play = [
      ...at(0, { type: 'phase-started', phase: 'retire', total: 2 }),
      ...at(0, { type: 'object-blocked', ref: ref('Machine fleet/m1'), because: 'its finalizer is put back' }),
    ];
    expect(shown(play)).toContain('waiting 0s for machine.cluster.x-k8s.io/m1: its finalizer is put back');
    const deleted = at(1000, { type: 'object-deleted', ref: ref('Machine fleet/m1') });
    expect(shown([...play, ...deleted]).join('')).not.toContain('waiting');
  });

  it('tells of a server that does not answer, for as long as it does not', () => {
    const retry = { server: 'target', method: 'GET', path: '/x', attempt: 3, delayMs: 1000, reason: 'ECONNREFUSED' };
    const play: Play = [
      [0, { type: 'working', step: 'Discovering objects' }],
      [1000, { type: 'retry', retry }],
      [4000, { type: 'retry', retry: { ...retry, attempt: 4 } }],
    ];
    expect(shown(play)[1]).toBe('the target does not answer as it should for 3s: ECONNREFUSED');
    expect(shown(play, { now: 9000 })).toEqual(['Discovering objects  9s']);
    expect(shown(play.slice(0, 1))).toHaveLength(1);
  });

  it('gives no time as long as none means something, and none when nothing comes any more', () => {
    const events = (count: number): Play =>
      Array.from({ length: count }, (_, number) =>
        at(number * 100, { type: 'object-undone', ref: ref(`Machine fleet/m${number.toString()}`) }),
      ).flat();
    const begun = at(0, { type: 'phase-started', phase: 'undo', total: 200 });
    expect(shown([...begun, ...events(20)])[1]).not.toContain('left');
    expect(shown([...begun, ...events(51)])[1]).toMatch(/ 51\/200 {2}25% {2}10\/s {2}about 15s left$/);
    // What takes ever longer shows as ever longer.
    expect(shown([...begun, ...events(51)], { now: 25_000 })[1]).toMatch(/about 1m20s left$/);
    expect(shown([...begun, ...events(200)])[1]).not.toContain('left');
  });

  it.each([
    [900, 'about 1s left'],
    [9_100, 'about 10s left'],
    [12_000, 'about 15s left'],
    [61_000, 'about 1m10s left'],
    [3_700_000, 'about 1h02m left'],
  ])('rounds %i ms to "%s"', (ms, words) => {
    expect(leftWords(ms)).toBe(words);
  });

  it('shows the undo in the place of what was to come', () => {
    const play: Play = [
      ...at(0, { type: 'move-started', moveId: 'm', total: 2, namespace: 'fleet' }),
      ...at(0, { type: 'phase-started', phase: 'create', total: 2 }),
      ...at(1, ready('Cluster fleet/a'), { type: 'rolling-back', because: 'the move was stopped on request' }),
      ...at(1, { type: 'phase-started', phase: 'undo', total: 1 }),
    ];
    expect(shown(play)).toEqual([
      'Undoing the move: removing 1 object from the target, resuming the source  0s',
      '  ──────────────────────────────  0/1  0%',
    ]);
    const rolledBack = { type: 'move-continued', moveId: 'm', command: 'rollback', from: 'retire', epoch: 2 } as const;
    expect(shown([...at(0, rolledBack, { type: 'phase-started', phase: 'return', total: 3 })]).at(-1)).toBe(
      '● make anew  ○ undo',
    );
  });

  it('counts the phases before a resumed one as done', () => {
    const resumed = { type: 'move-continued', moveId: 'm', command: 'resume', from: 'retire', epoch: 2 } as const;
    const play: Play = [
      [0, { type: 'course', course: { phases: [], objects: [] } }],
      ...at(0, resumed, { type: 'phase-started', phase: 'retire', total: 3 }),
    ];
    expect(shown(play, { columns: 100 }).at(-1)).toBe(
      '✓ check  ✓ lock  ✓ pause  ✓ settle  ✓ create  ✓ verify  ✓ seal  ● delete  ○ resume',
    );
  });

  it('is drawn with letters alone where the terminal has no other signs', () => {
    expect(glyphsFor({ LANG: 'en_GB.UTF-8' })).toBe(drawn);
    expect(glyphsFor({})).toBe(drawn);
    expect(glyphsFor({ LC_ALL: 'C', LANG: 'en_GB.UTF-8' })).toBe(ascii);
    expect(glyphsFor({ TERM: 'linux', LANG: 'en_GB.UTF-8' })).toBe(ascii);
    const play = at(0, { type: 'phase-started', phase: 'create', total: 2 }, ready('Cluster fleet/a'));
    expect(shown(play, { glyphs: ascii })[1]).toBe('  ###############...............  1/2  50%');
  });
});

const name = fc.oneof(fc.constantFrom('a', '読み込み', 'm\u0301', '👩‍👩‍👧', '\u001b[2J', 'x'.repeat(70)), fc.string());
const anyRef = fc.record({
  group: fc.constantFrom('', 'cluster.x-k8s.io'),
  version: fc.constant('v1'),
  kind: fc.constantFrom('Cluster', 'Machine', 'Secret'),
  namespace: fc.constant('fleet'),
  name,
});
const phase = fc.constantFrom(...forwardPhases, 'return' as const, 'undo' as const);
const count = fc.integer({ min: 0, max: 5000 });
const body: fc.Arbitrary<MoveEventBody> = fc.oneof(
  fc.record({ type: fc.constant('phase-started' as const), phase, total: count }),
  fc.record({ type: fc.constant('phase-finished' as const), phase, elapsedMs: count }),
  fc.record({ type: fc.constantFrom('object-ready' as const, 'object-deleted', 'object-sealed'), ref: anyRef }),
  fc.record({ type: fc.constantFrom('object-blocked' as const, 'object-failed'), ref: anyRef, because: name }),
  fc.record({ type: fc.constant('object-unblocked' as const), ref: anyRef }),
  fc.record({ type: fc.constant('still-waiting' as const), count, ref: anyRef, because: name }),
  fc.record({ type: fc.constant('waiting-for-lease' as const), holder: name, forMs: count }),
  fc.record({ type: fc.constant('rolling-back' as const), because: name }),
  fc.record({ type: fc.constant('move-started' as const), moveId: name, total: count, namespace: name }),
  fc.record({
    type: fc.constant('move-continued' as const),
    moveId: name,
    command: fc.constantFrom('resume' as const, 'rollback', 'recover'),
    from: phase,
    epoch: count,
  }),
);
const message: fc.Arbitrary<Message> = fc.oneof(
  {
    arbitrary: body.map((one): Message => ({ type: 'event', event: { ...one, seq: 1, at: '' } as MoveEvent })),
    weight: 9,
  },
  name.map((step): Message => ({ type: 'working', step })),
  fc.array(name, { maxLength: 12 }).map((names): Message => fleet(...names)),
  fc
    .record({ server: name, method: name, path: name, attempt: count, delayMs: count, reason: name })
    .map((retry): Message => ({ type: 'retry', retry })),
);
const play = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), message), { maxLength: 60 });

describe('whatever happens, in a terminal of whatever size', () => {
  it('no line is too wide, there are not too many, and none steers the terminal', () => {
    fc.assert(
      fc.property(
        play,
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 30 }),
        (messages, columns, rows) => {
          let now = 0;
          let state = atRest;
          for (const [ms, one] of messages) {
            now += ms;
            state = advance(state, one, now);
            const lines = liveLines(state, { now, columns, rows, glyphs: drawn });
            expect(lines.length).toBeLessThanOrEqual(rows);
            for (const spans of lines) {
              expect(widthOf(spans)).toBeLessThanOrEqual(columns);
              for (const { text } of spans) expect(text).not.toMatch(/\p{Cc}/u);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the terminal shows the lines that stay and the last drawing, and nothing of those before', () => {
    const letters = fc.stringMatching(/^[a-z ]{0,30}[a-z]$/);
    const frame = fc.record({
      lines: fc.array(letters, { maxLength: 6 }),
      kept: fc.array(letters, { maxLength: 2 }),
      columns: fc.integer({ min: 34, max: 60 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
        const on = screen(60);
        const block = liveBlock(on, (_, text) => text);
        const stayed: string[] = [];
        for (const { lines, kept, columns } of frames) {
          on.resize(columns);
          block.draw(
            lines.map((text) => line(text)),
            kept,
          );
          stayed.push(...kept);
          expect(on.lines()).toEqual([...stayed, ...lines]);
        }
      }),
      { numRuns: 200 },
    );
  });
});
