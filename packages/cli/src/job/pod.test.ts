import { describe, expect, it } from 'vitest';
import { createMemoryServer } from '../../../move-core/src/server/memory/memory-server.ts';
import { alice } from '../testing/moves.ts';
import { actorOf, type Pod, podOf, podSigned } from './pod.ts';
import { containerHasEnded, podHasEnded } from './pod-has-ended.ts';

const env = { POD_NAMESPACE: 'tsmove-system', POD_NAME: 'move-x', POD_UID: 'u1', JOB_NAME: 'move', JOB_UID: 'j1' };
const pod: Pod = { namespace: 'tsmove-system', name: 'move-x', uid: 'u1', job: { name: 'move', uid: 'j1' }, shard: 0 };

describe('a pod', () => {
  it('is known by what its Job tells it', () => {
    expect(podOf(env)).toEqual(pod);
    expect(podOf({ ...env, JOB_COMPLETION_INDEX: '3' })?.shard).toBe(3);
    expect(podOf({ ...env, JOB_NAME: '' })?.job).toBeUndefined();
    expect(podOf({ ...env, POD_UID: undefined })).toBeUndefined();
    expect(podOf({})).toBeUndefined();
  });

  it('is found again by its signature, and nobody else is taken for one', () => {
    expect(podSigned(actorOf(pod))).toEqual({ namespace: 'tsmove-system', name: 'move-x', uid: 'u1' });
    for (const boot of ['', 'b', 'pod/a/b', 'pod/a/b/', 'pod/a/b/c/d', '0-1/2/3/4']) {
      expect(podSigned({ boot })).toBeUndefined();
    }
  });
});

describe('whether a pod has ended', () => {
  const terminated = { terminated: { exitCode: 137 } };
  const object = (state: object, { restartPolicy = 'Never', uid = 'u1', container = 'tsmove' } = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'tsmove-system', name: 'move-x', uid },
    spec: { restartPolicy },
    status: { phase: 'Failed', containerStatuses: [{ name: container, state: { ...state } }] },
  });

  it.each([
    ['the kubelet says so', object(terminated), true],
    ['only a controller has given it up', object({ running: {} }), false],
    ['its container is started again', object(terminated, { restartPolicy: 'OnFailure' }), false],
    ['another container has ended', object(terminated, { container: 'proxy' }), false],
  ])('%s', (_when, given, ended) => {
    expect(containerHasEnded(given)).toBe(ended);
  });

  it('is asked for the very pod that has signed', async () => {
    const server = createMemoryServer({ kinds: [{ group: '', kind: 'Pod' }] });
    const stored = server.put(object(terminated));
    const uid = stored.metadata.uid ?? '';
    const ended = podHasEnded(server);
    expect(await ended({ ...alice, ...actorOf({ ...pod, uid }) })).toBe(true);
    expect(await ended({ ...alice, ...actorOf({ ...pod, uid: 'another of this name' }) })).toBe(false);
    expect(await ended({ ...alice, ...actorOf({ ...pod, name: 'gone' }) })).toBe(false);
    expect(await ended(alice)).toBe(false);
  });
});
