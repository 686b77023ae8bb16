import { expect, test } from 'vitest';
import type { KubeObject } from '../../model/kube-object.ts';
import type { Provider } from '../../provider/types.ts';
import { refusalToReplace } from './refusal-to-replace.ts';

const providers: readonly Provider[] = [
  {
    name: 'test',
    holds: [
      {
        kinds: [{ kind: 'Cluster' }],
        by: 'self',
        stopsDeletion: true,
        pause: () => ({ spec: { paused: true } }),
      },
      { kinds: [{ kind: 'Machine' }], by: 'cluster', stopsDeletion: true },
    ],
    identifiedBy: () => ['/spec/endpoint/host', '/spec/endpoint/port', '/data/a~1b', '/spec/toString'],
  },
];

function object(kind: string, rest: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): KubeObject {
  return { apiVersion: 'cluster.x-k8s.io/v1', kind, metadata: { name: 'a', ...metadata }, ...rest };
}

test.each<readonly [what: string, here: KubeObject, there: KubeObject, because: RegExp | undefined]>([
  ['equal', object('Machine'), object('Machine'), undefined],
  ['paused there', object('Cluster'), object('Cluster', { spec: { paused: true } }), undefined],
  ['not paused there', object('Cluster', { spec: { paused: true } }), object('Cluster'), /not paused/u],
  ['being deleted', object('Machine'), object('Machine', {}, { deletionTimestamp: 'now' }), /being deleted/u],
  ['marked', object('Machine'), object('Machine', {}, { annotations: { 'tsmove.dev/move': 'x' } }), /unfinished move/u],
  [
    'of another host',
    object('Machine', { spec: { endpoint: { host: 'a' } } }),
    object('Machine', { spec: { endpoint: { host: 'b' } } }),
    /stands for something else: \/spec\/endpoint\/host differs/u,
  ],
  [
    'of a host that is not known yet',
    object('Machine', { spec: { endpoint: { host: 'a', port: 6443 } } }),
    object('Machine', { spec: { endpoint: { host: '', port: 0 } } }),
    undefined,
  ],
  ['without the place', object('Machine', { spec: { endpoint: { host: 'a' } } }), object('Machine'), undefined],
  ['of another key', object('Machine', { data: { 'a/b': 'x' } }), object('Machine', { data: { 'a/b': 'y' } }), /a~1b/u],
  [
    'where the path meets something that every object has',
    object('Machine', { spec: {} }),
    object('Machine', { spec: { toString: 'x' } }),
    undefined,
  ],
])('an object that is %s', (_what, here, there, because) => {
  const refusal = refusalToReplace(here, there, providers);
  if (because === undefined) expect(refusal).toBeUndefined();
  else expect(refusal?.because).toMatch(because);
});
