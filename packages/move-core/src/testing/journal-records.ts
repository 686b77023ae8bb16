import fc from 'fast-check';
import type { JournalRecord, JournalRecordBody } from '../journal/records.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Plan } from '../plan/types.ts';

/** A plan of that many Machines, one group, as large as plans are: some 700 bytes an object. */
export function machinesPlan(count: number): Plan {
  const uids = Array.from({ length: count }, (_, number) => uidOf(number));
  return {
    formatVersion: 1,
    scope: { namespace: 'fleet' },
    statusPolicy: 'carry',
    source: { url: 'https://source.test', systemUid: 'source-system', version: 'v1.34.4' },
    types: [
      {
        ...{ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine', plural: 'machines', namespaced: true },
        ...{ hasStatus: true, moveLabel: false, moveHierarchyLabel: false, labelled: true },
      },
    ],
    objects: uids.map((uid, number) => ({
      ref: machineRef(number),
      uid,
      resourceVersion: (1_000_000 + number * 7).toString(),
      fate: 'move',
      owners: [],
      softOwners: [],
      droppedOwners: [],
      clusters: [uidOf(number % 100), uidOf((number * 13) % 100)],
      group: 0,
      status: 'carry',
    })),
    groups: [uids],
    leftBehind: [],
    diagnostics: [],
  };
}

export function machineRef(number: number): ObjectRef {
  return {
    ...{ group: 'cluster.x-k8s.io', version: 'v1beta2', kind: 'Machine', namespace: 'fleet' },
    name: `workload-${number % 100}-md-0-${uidOf(number).slice(0, 10)}`,
  };
}

/** A UID that looks like one, so that it packs as one does: not at all. */
export function uidOf(number: number): string {
  let state = (number + 1) * 2_654_435_761;
  const hex = Array.from({ length: 4 }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state.toString(16).padStart(8, '0');
  }).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function begunBody(plan: Plan, moveId = 'move-1'): JournalRecordBody {
  return {
    type: 'begun',
    format: 1,
    moveId,
    by: { name: 'alice@laptop', host: 'laptop', pid: 7, boot: 'b', tool: 'tsmove 0.1.0' },
    source: { url: 'https://source.test', systemUid: 'source-system' },
    target: { url: 'https://target.test', systemUid: 'target-system' },
    settings: {
      awaitPause: true,
      markReady: false,
      onFailure: 'rollback',
      allow: { skip: ['a'], paused: true },
      providers: ['mine', 'cluster-api'],
    },
    plan,
  };
}

/** Numbers bodies, and gives them a time, a second apart. */
export function numbered(bodies: readonly JournalRecordBody[], from = 1, epoch = 1): readonly JournalRecord[] {
  return bodies.map((body, position) => ({
    ...body,
    seq: from + position,
    at: new Date(Date.UTC(2026, 0, 1) + (from + position) * 1000).toISOString(),
    epoch,
  }));
}

/** The records of a move of some Machines that ends well. */
export function movedRecords(count = 3, moveId = 'move-1'): readonly JournalRecord[] {
  const uids = Array.from({ length: count }, (_, number) => uidOf(number));
  const plan = machinesPlan(count);
  return numbered([
    begunBody(plan, moveId),
    { type: 'phase', phase: 'hold' },
    ...uids.flatMap((uid, number): readonly JournalRecordBody[] => [
      {
        type: 'held',
        uid,
        hold: {
          ref: machineRef(number),
          byUs: true,
          marked: true,
          restore: { metadata: { annotations: { paused: null } }, spec: { replicas: 9_007_199_254_740_993n } },
          managersBefore: [{ manager: 'kubectl', operation: 'Apply' }],
          generationBefore: 4,
        },
      },
      { type: 'source', uid, state: 'held' },
    ]),
    { type: 'planned', plan },
    { type: 'baseline', versions: Object.fromEntries(uids.map((uid, number) => [uid, (500 + number).toString()])) },
    { type: 'phase', phase: 'create' },
    { type: 'namespace-created', name: 'fleet', uid: 'ns-uid', managers: [] },
    ...uids.flatMap((uid): readonly JournalRecordBody[] => [
      { type: 'target', uid, state: 'unknown' },
      { type: 'target', uid, state: 'created', targetUid: `new-${uid}` },
      { type: 'target', uid, state: 'ready' },
    ]),
    { type: 'committing' },
    { type: 'committed' },
    { type: 'retiring' },
    ...uids.map((uid): JournalRecordBody => ({ type: 'source', uid, state: 'retired' })),
    { type: 'phase', phase: 'release', look: { when: 'before-release', looked: uids.length, back: [] } },
    { type: 'releasing' },
    { type: 'phase', phase: 'release', look: { when: 'after-release', looked: uids.length, back: [] } },
    { type: 'finished', outcome: 'moved' },
  ]);
}

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '\u0000', '\n', 'é', '"', '__proto__'),
);

const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      // What a double holds is read as one.
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
      words,
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(words, tie('value'), { maxKeys: 3 }),
  ),
})).value;

const object: fc.Arbitrary<JsonObject> = fc.dictionary(words, json, { maxKeys: 3 });

const uids = [uidOf(0), uidOf(1), uidOf(2)] as const;
const uid = fc.constantFrom(...uids);

/** Anything that a move of three Machines may write after its beginning. */
export const anyBody: fc.Arbitrary<JournalRecordBody> = fc.oneof(
  fc.record({
    type: fc.constant('taken-over' as const),
    by: fc.record({ name: words, host: words, pid: fc.nat(), boot: words, tool: words }),
    command: fc.constantFrom('move', 'resume', 'rollback', 'recover'),
  }),
  fc.record({ type: fc.constant('phase' as const), phase: fc.constantFrom('hold', 'return', 'undo') }),
  fc.record({
    type: fc.constant('phase' as const),
    phase: fc.constant('release' as const),
    look: fc.record({
      when: fc.constantFrom('before-release', 'after-release'),
      looked: fc.nat(),
      back: fc.array(words, { maxLength: 2 }),
    }),
  }),
  fc.constant({ type: 'planned' as const, plan: machinesPlan(3) }),
  fc.record({
    type: fc.constant('held' as const),
    uid,
    hold: fc.record({
      ref: fc.constantFrom(machineRef(0), { group: '', version: 'v1', kind: 'Node', name: 'n' }),
      byUs: fc.boolean(),
      marked: fc.boolean(),
      restore: object,
      managersBefore: fc.array(object, { maxLength: 2 }),
      generationBefore: fc.nat(),
    }),
  }),
  fc.record({ type: fc.constant('baseline' as const), versions: fc.dictionary(uid, words) }),
  fc.record({
    type: fc.constant('namespace-created' as const),
    name: words,
    uid: words,
    managers: fc.array(object, { maxLength: 2 }),
  }),
  fc.record({ type: fc.constant('namespace-removed' as const), name: words }),
  fc.record(
    {
      type: fc.constant('target' as const),
      uid,
      state: fc.constantFrom('absent', 'unknown', 'created', 'ready', 'sealed', 'adopted'),
      targetUid: words,
    },
    { requiredKeys: ['type', 'uid', 'state'] },
  ),
  fc.record(
    {
      type: fc.constant('source' as const),
      uid,
      state: fc.constantFrom('present', 'held', 'retired', 'unknown', 'recreated'),
      sourceUid: words,
    },
    { requiredKeys: ['type', 'uid', 'state'] },
  ),
  fc.record({ type: fc.constant('replacing' as const), uid, targetUid: words }),
  fc.record({ type: fc.constant('failed' as const), uid, because: words }),
  fc.record({
    type: fc.constant('owners-cut' as const),
    uid: words,
    before: fc.record({
      owners: fc.array(
        fc.record({ apiVersion: words, kind: words, name: words, uid: words, controller: fc.boolean(), more: json }),
        { maxLength: 2 },
      ),
      managers: fc.array(object, { maxLength: 2 }),
    }),
  }),
  ...(['committing', 'committed', 'not-committed', 'retiring', 'releasing', 'target-abandoned'] as const).map((type) =>
    fc.constant({ type }),
  ),
  fc.record({ type: fc.constant('rolling-back' as const), because: words, abandonTarget: fc.boolean() }),
  fc.record({ type: fc.constant('finished' as const), outcome: fc.constantFrom('moved', 'refused', 'rolled-back') }),
);

/** A journal that a move may have written, with takeovers, and records of those who were taken over. */
export const anyRecords: fc.Arbitrary<readonly JournalRecord[]> = fc
  .array(fc.tuple(anyBody, fc.integer({ min: 1, max: 4 })), { maxLength: 12 })
  .map((bodies) => [
    ...numbered([begunBody(machinesPlan(3))]),
    ...bodies.flatMap(([body, epoch], position) => numbered([body], position + 2, epoch)),
  ]);
