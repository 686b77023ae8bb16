import { describe, expect, it } from 'vitest';
import { summary } from '../testing/moves.ts';
import { isOfScope, type JobScope } from './open-moves.ts';

const whole: JobScope = { namespace: 'fleet', targetNamespace: undefined, clusters: undefined, perCluster: false };
const open = (clusters?: readonly string[], namespace = 'fleet') =>
  summary({ scope: { namespace, ...(clusters === undefined ? {} : { clusters }) } });

describe("a move is a Job's own", () => {
  it.each<readonly [string, ReturnType<typeof open>, Partial<JobScope>, boolean]>([
    ['if it is over the same namespace', open(), {}, true],
    ['not if the namespace is another', open(undefined, 'other'), {}, false],
    ['not if it arrives under another name', open(), { targetNamespace: 'prod' }, false],
    ['not if it is of one Cluster, and the Job of all', open(['a']), {}, false],
    ['if the Job moves them one by one', open(['a']), { perCluster: true }, true],
    ['if it is over the same Clusters, in any order', open(['b', 'a']), { clusters: ['a', 'b'] }, true],
    ['not if it is over fewer', open(['a']), { clusters: ['a', 'b'] }, false],
    ['if these are among those that move one by one', open(['a']), { clusters: ['a', 'b'], perCluster: true }, true],
    ['not if it is over others', open(['c']), { clusters: ['a', 'b'], perCluster: true }, false],
    ['not if it is of all, and the Job of some', open(), { clusters: ['a'] }, false],
  ])('%s', (_when, found, wanted, expected) => {
    expect(isOfScope(found, { ...whole, ...wanted })).toBe(expected);
  });

  it('as long as it is open, and nobody has to decide', () => {
    expect(isOfScope({ ...open(), zone: 'finished' }, whole)).toBe(false);
    expect(isOfScope({ ...open(), zone: 'target-abandoned' }, whole)).toBe(false);
    expect(isOfScope({ ...open(), zone: 'rolling-back' }, whole)).toBe(true);
  });
});
