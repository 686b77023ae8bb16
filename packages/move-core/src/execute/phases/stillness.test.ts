import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../model/kube-object.ts';
import type { Hold, Provider } from '../../provider/types.ts';
import { settling, silence, type Waiting } from './stillness.ts';

const machine = { group: 'a.example.dev', version: 'v1', kind: 'Machine', namespace: 'fleet', name: 'm' } as const;
const planned = { uid: 'm', ref: machine, clusters: ['c'] };

function providersWith(hold: Partial<Hold>): readonly Provider[] {
  const row: Hold = { kinds: [{ kind: 'Machine' }], by: 'cluster', stopsDeletion: false, ...hold };
  return [{ name: 'a', holds: [row] }];
}

function at(version: string): KubeObject {
  return {
    apiVersion: 'a.example.dev/v1',
    kind: 'Machine',
    metadata: { namespace: 'fleet', name: 'm', uid: 'm', resourceVersion: version },
  };
}

/** Times in seconds, what the object's version is then, and whether it counts as quiet. */
type Course = readonly (readonly [second: number, version: string, isQuiet: boolean])[];

describe('an object whose controller never says that it has seen the pause', () => {
  test.each<readonly [string, Partial<Hold>, Course]>([
    ['is quiet at once if nothing is asked of it', {}, [[0, '1', true]]],
    [
      'is quiet once it has not changed for so long, and not a moment before',
      { settlesForMs: 3_000 },
      [
        [0, '1', false],
        [2.9, '1', false],
        [3, '1', true],
      ],
    ],
    [
      'is waited for anew with each change',
      { settlesForMs: 3_000 },
      [
        [0, '1', false],
        [2, '2', false],
        [4, '2', false],
        [4.9, '3', false],
        [7.8, '3', false],
        [7.9, '3', true],
      ],
    ],
  ])('%s', (_what, hold, course) => {
    let second = 0;
    const settled = settling(providersWith(hold), () => second * 1_000);
    for (const [now, version, isQuiet] of course) {
      second = now;
      expect([now, settled(planned, at(version)) === undefined]).toEqual([now, isQuiet]);
    }
  });
});

/** At a second: the version of the Machine, whether its Cluster has not answered yet, and whether the Machine is waited for. */
type Silence = readonly (readonly [second: number, version: string, clusterWaits: boolean, isAwaited: boolean])[];

const waitingFor = (uid: string, kind: string, version: string): Waiting => ({
  planned: { uid, ref: { ...machine, kind, name: uid }, clusters: ['c'] },
  version,
  because: 'it has not said so',
  kind: 'pause',
});

describe('an object that its Cluster’s pause may not have woken', () => {
  test.each<readonly [string, Partial<Hold>, Silence]>([
    [
      'is waited for as long as it takes, unless its row says otherwise',
      {},
      [
        [0, '1', false, true],
        [900, '1', false, true],
      ],
    ],
    [
      'is quiet so long after its Cluster has answered',
      { silentForMs: 15_000 },
      [
        [0, '1', true, true],
        [20, '1', true, true],
        [21, '1', false, true],
        [35.9, '1', false, true],
        [36, '1', false, false],
      ],
    ],
    [
      'is waited for anew when it changes',
      { silentForMs: 15_000 },
      [
        [0, '1', false, true],
        [14, '2', false, true],
        [28, '2', false, true],
        [29, '2', false, false],
      ],
    ],
    [
      'is waited for anew when its Cluster takes its answer back',
      { silentForMs: 15_000 },
      [
        [0, '1', false, true],
        [10, '1', true, true],
        [16, '1', false, true],
        [30, '1', false, true],
        [31, '1', false, false],
      ],
    ],
  ])('%s', (_what, hold, course) => {
    let second = 0;
    const silent = silence(providersWith(hold), () => second * 1_000);
    for (const [now, version, clusterWaits, isAwaited] of course) {
      second = now;
      const waiting = [...(clusterWaits ? [waitingFor('c', 'Cluster', '7')] : []), waitingFor('m', 'Machine', version)];
      const left = silent(waiting).map(({ planned: { uid } }) => uid);
      expect([now, left.includes('m')]).toEqual([now, isAwaited]);
      expect(left.includes('c')).toBe(clusterWaits);
    }
  });

  test('is never taken out while somebody blocks the move', () => {
    let second = 0;
    const silent = silence(providersWith({ silentForMs: 1_000 }), () => second * 1_000);
    const blocked: Waiting = { ...waitingFor('m', 'Machine', '1'), kind: 'block' };
    for (second = 0; second < 100; second += 10) expect(silent([blocked])).toEqual([blocked]);
  });

  test('that belongs to no Cluster is waited for: nobody has answered for it', () => {
    let second = 0;
    const silent = silence(providersWith({ silentForMs: 1_000 }), () => second * 1_000);
    const alone = waitingFor('m', 'Machine', '1');
    const free: Waiting = { ...alone, planned: { ...alone.planned, clusters: [] } };
    for (second = 0; second < 100; second += 10) expect(silent([free])).toEqual([free]);
  });
});
