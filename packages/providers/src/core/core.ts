import type { KubeObject, Provider } from '@tsmove/move-core/provider';
import { holds } from './holds.ts';
import { identifiedBy } from './identified-by.ts';
import { inspect } from './inspect.ts';
import { inspectAdopted } from './inspect-adopted.ts';
import { inspectRenamed, namespaces } from './namespaces.ts';
import { relate, requires } from './relate.ts';
import { rules } from './rules.ts';

/** By this annotation a provider says that it has still something to do before the object may be moved (E4). */
const blockMove = 'clusterctl.cluster.x-k8s.io/block-move';

/** What tsmove knows about Cluster API itself: clusters, classes, machines, resource sets. */
export const core: Provider = {
  name: 'cluster-api',
  rules,
  holds,
  relate,
  requires,
  inspect,
  inspectAdopted,
  identifiedBy,
  namespaces,
  inspectRenamed,
  blockedBy,
};

function blockedBy({ metadata }: KubeObject): string | undefined {
  return blockMove in (metadata.annotations ?? {}) ? `the annotation ${blockMove} is still set` : undefined;
}
