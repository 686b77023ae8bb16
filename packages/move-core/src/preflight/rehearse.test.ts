import { expect, test } from 'vitest';
import { namespaces } from '../discover/core-types.ts';
import { ApiError } from '../errors.ts';
import { planMove } from '../plan/plan-move.ts';
import { createMemoryServer } from '../server/memory/memory-server.ts';
import type { ApiServer } from '../server/types.ts';
import { drawSnapshot } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { rehearseCreates } from './rehearse.ts';

const providers = [drawingProvider];

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly words: string;
}

/** A target that says this to the create of every Machine, and takes all others. */
async function targetSaying(
  refusal: Refusal,
): Promise<{ readonly target: ApiServer; readonly sent: readonly string[] }> {
  const sent: string[] = [];
  const memory = createMemoryServer({ label: 'target' });
  await memory.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet' } });
  const target: ApiServer = {
    ...memory,
    create(type, object, options) {
      sent.push(`${type.kind} ${options?.dryRun === true ? 'dry' : 'for good'}`);
      const { words, ...rest } = refusal;
      return type.kind === 'Machine'
        ? Promise.reject(new ApiError(`target: ${words}`, { ...rest, words }))
        : Promise.resolve(object);
    },
  };
  return { target, sent };
}

test.each<readonly [what: string, refusal: Refusal, said: readonly [code: string, words: RegExp]]>([
  ['refuses an object', { status: 403, reason: 'Forbidden', words: 'not here' }, ['create-refused', /not here$/]],
  [
    'finds it invalid',
    { status: 422, reason: 'Invalid', words: 'spec.a is wrong' },
    ['create-refused', /spec\.a is wrong$/],
  ],
  [
    'has it already',
    { status: 409, reason: 'AlreadyExists', words: 'it exists' },
    ['create-not-rehearsed', /it is there already/],
  ],
  [
    'has a webhook with side effects',
    { status: 400, reason: 'BadRequest', words: 'admission webhook "w" does not support dry run' },
    ['create-not-rehearsed', /cannot be asked without consequences/],
  ],
  [
    'has a webhook that is down',
    { status: 500, reason: 'InternalError', words: 'no endpoints' },
    ['create-not-rehearsed', /no endpoints$/],
  ],
  [
    'misses what comes along',
    { status: 403, reason: 'Forbidden', words: 'clusterclass "k" not found' },
    ['create-not-rehearsed', /depends on what the move brings along/],
  ],
  [
    'misses what does not',
    { status: 403, reason: 'Forbidden', words: 'clusterclass "elsewhere" not found' },
    ['create-refused', /elsewhere/],
  ],
])('a target that %s', async (_what, refusal, [code, words]) => {
  const snapshot = drawSnapshot('ClusterClass/k\nCluster/c > Machine/m');
  const { target, sent } = await targetSaying(refusal);
  const { ok, findings } = await rehearseCreates(planMove(snapshot, { providers }), snapshot, { target, providers });
  expect(ok).toBe(2);
  expect(findings).toMatchObject([{ code, ref: { kind: 'Machine', name: 'm' } }]);
  expect(findings[0]?.message).toMatch(words);
  // Whatever it says, nothing else was sent.
  expect([...sent].sort()).toEqual(['Cluster dry', 'ClusterClass dry', 'Machine dry']);
});
