import { describe, expect, test } from 'vitest';
import type { AnsweredWrite } from '../../crash/bed/audit-reader.ts';
import { DeathError } from '../../crash/mortal/death-error.ts';
import { createMortal } from '../../crash/mortal/mortal.ts';
import { activeOnBoth, activitiesIn } from '../../crash/state/activity.ts';

/** A write of Cluster a that took from the one millisecond to the other. */
function write(from: number, to: number, version: number, paused: boolean | 'gone'): AnsweredWrite {
  const at = (ms: number): string => `2026-01-01T00:00:00.${String(ms).padStart(3, '0')}000Z`;
  return {
    auditID: '',
    verb: paused === 'gone' ? 'delete' : 'patch',
    requestURI: '',
    user: { username: 'admin' },
    objectRef: { resource: 'clusters', namespace: 'n', name: 'a' },
    stage: 'ResponseComplete',
    requestReceivedTimestamp: at(from),
    stageTimestamp: at(to),
    responseObject:
      paused === 'gone'
        ? { kind: 'Status', details: { uid: 'u' } }
        : {
            apiVersion: 'cluster.x-k8s.io/v1beta2',
            kind: 'Cluster',
            metadata: { name: 'a', uid: 'u', resourceVersion: String(version) },
            spec: { paused },
          },
  };
}

describe('what was active when', () => {
  test('an object is active from the answer that frees it to the request that holds or removes it', () => {
    expect(
      activitiesIn([write(1, 2, 1, false), write(10, 12, 2, true), write(20, 22, 3, false), write(30, 31, 4, 'gone')]),
    ).toMatchObject([
      { object: 'clusters a', from: expect.any(Number) as number },
      { object: 'clusters a', from: expect.any(Number) as number },
    ]);
  });

  test('a release on one side while the other is not held is found, however short it is', () => {
    const source = activitiesIn([write(1, 2, 1, false), write(10, 12, 2, true)]);
    expect(activeOnBoth(source, activitiesIn([write(8, 9, 1, false)]))).toEqual([
      'clusters a was active on both sides for 1.0 ms',
    ]);
    expect(activeOnBoth(source, activitiesIn([write(13, 14, 1, false)]))).toEqual([]);
  });
});

describe('an answer of metadata alone', () => {
  const metadataOnly = (
    from: number,
    version: number,
    requestObject: AnsweredWrite['requestObject'],
  ): AnsweredWrite => ({
    ...write(from, from + 2, version, true),
    ...(requestObject === undefined ? {} : { requestObject }),
    responseObject: {
      apiVersion: 'meta.k8s.io/v1',
      kind: 'PartialObjectMetadata',
      metadata: { name: 'a', uid: 'u', resourceVersion: String(version) },
    },
  });

  test('leaves an object held or active as it was', () => {
    const held = [write(1, 2, 1, true), metadataOnly(10, 2, {}), write(20, 22, 3, false)];
    expect(activitiesIn(held)).toHaveLength(1);
    expect(activitiesIn([write(1, 2, 1, false), metadataOnly(10, 2, {})])).toHaveLength(2);
  });

  test('says nothing of a spec, so that such a write cannot be judged', () => {
    const unseen = [write(1, 2, 1, true), metadataOnly(10, 2, { spec: { paused: false } })];
    expect(() => activitiesIn(unseen)).toThrow('the spec of cluster');
  });
});

describe('a process that dies at a write', () => {
  test('has sent it or has not, and sends nothing more', async () => {
    for (const when of ['before', 'after'] as const) {
      const sent: string[] = [];
      const mortal = createMortal({ name: 'create/b', when });
      mortal.enter('create');
      const send = (name: string): Promise<void> =>
        mortal.write(name, () => {
          sent.push(name);
          return Promise.resolve();
        });
      await send('a');
      await expect(send('b')).rejects.toBeInstanceOf(DeathError);
      await expect(send('c')).rejects.toBeInstanceOf(DeathError);
      await expect(mortal.act(() => Promise.resolve())).rejects.toBeInstanceOf(DeathError);
      expect(sent).toEqual(when === 'before' ? ['a'] : ['a', 'b']);
      expect(mortal.isDead).toBe(true);
    }
  });

  test('does not wait for the answer to what was under way', async () => {
    const mortal = createMortal();
    const slow = mortal.write('slow', () => new Promise((resolve) => setTimeout(resolve, 100)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    mortal.die();
    await expect(slow).rejects.toBeInstanceOf(DeathError);
    await mortal.quiet();
  });
});
