import { pathOf } from '../../support/api/discovery.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';

/** A move that one tool makes and the other refuses. Mostly both are only asked what they would do. */
export interface Look {
  readonly name: string;
  readonly namespace: string;
  /** `after` the scenarios have been moved; `last`, and really, when everything has been compared that is to be. */
  readonly when: 'before' | 'after' | 'last';
  readonly clusterctl: { readonly code: number; readonly says: RegExp; readonly inWords: string };
  readonly tsmove: { readonly code: number; readonly says: RegExp; readonly inWords: string };
}

export const looks: readonly Look[] = [
  {
    name: 'an object that could not follow its owner',
    namespace: 'owner-stays',
    when: 'before',
    clusterctl: { code: 0, says: /^(?!.*MachineSet="a")/s, inWords: 'moves the others and does not mention it' },
    tsmove: {
      code: 3,
      says: /MachineSet owner-stays\/a: its owner Unlabelled(\.infrastructure\.example\.test)? owner-stays\/billing .*\n.*-> .*--allow-left-behind/,
      inWords: 'refuses, unless `--allow-left-behind` is given',
    },
  },
  {
    name: 'an object that is being deleted',
    namespace: 'being-deleted',
    when: 'before',
    clusterctl: { code: 0, says: /Creating.*Machine="a-0"/, inWords: 'brings it back to life in the target' },
    tsmove: { code: 3, says: /Machine being-deleted\/a-0: it is being deleted/, inWords: 'refuses' },
  },
  {
    name: 'a namespace that does not exist',
    namespace: 'mistyped',
    when: 'before',
    clusterctl: { code: 0, says: /Discovering/, inWords: 'calls it a success' },
    tsmove: { code: 3, says: /source has no namespace mistyped/, inWords: 'refuses' },
  },
  {
    name: 'a namespace with nothing in it',
    namespace: 'empty',
    when: 'before',
    clusterctl: { code: 0, says: /Discovering/, inWords: 'calls it a success' },
    tsmove: {
      code: 3,
      says: /no object of namespace empty would move/,
      inWords: 'refuses, unless `--allow-empty` is given',
    },
  },
  {
    name: 'the next user of a class that stays in the source',
    namespace: 'class-other-user',
    when: 'after',
    clusterctl: { code: 1, says: /paused/, inWords: 'refuses: its own earlier move has left the class paused' },
    tsmove: { code: 0, says: /ClusterClass/, inWords: 'moves it' },
  },
  {
    name: 'an object that the target has already',
    namespace: 'taken',
    when: 'last',
    clusterctl: { code: 0, says: /already exists, updating/, inWords: 'overwrites it' },
    tsmove: { code: 3, says: /Cluster taken\/a: it is in the target already/, inWords: 'refuses' },
  },
];

/** Makes what is looked at and belongs to no scenario. */
export async function seedLooks({ source, both }: Pair): Promise<void> {
  await ensureNamespace(source, 'empty');
  await Promise.all(both.map((plane) => draw(plane, 'taken', 'Cluster/a > DockerCluster/a')));
  await draw(source, 'being-deleted', 'Cluster/a > DockerCluster/a\nCluster/a > Machine/a-0', {
    'Machine/a-0': { finalizers: ['machine.cluster.x-k8s.io'] },
  });
  await source.api.call('DELETE', pathOf(await source.kinds.find('Machine'), 'being-deleted', 'a-0'));
}
