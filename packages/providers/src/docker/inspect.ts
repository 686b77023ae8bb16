import { refOf, type Diagnostic, type KubeObject } from '@tsmove/move-core/provider';
import { groups } from '../core/kinds.ts';
import { textAt, valueAt } from '../object/fields.ts';
import { isKind } from '../object/group.ts';

/** What cannot be seen from the API, and has to be true for the machines to go on. */
export function inspect(object: KubeObject): readonly Diagnostic[] {
  const isDev = isKind(object, groups.infrastructure, 'DevCluster');
  if (isDev && valueAt(object.spec, 'backend', 'inMemory') !== undefined) return [inMemory(object)];
  return isDev || isKind(object, groups.infrastructure, 'DockerCluster') ? [containers(object)] : [];
}

function inMemory(object: KubeObject): Diagnostic {
  const host = textAt(object.spec, 'controlPlaneEndpoint', 'host') ?? 'an address';
  const port = valueAt(object.spec, 'controlPlaneEndpoint', 'port');
  return {
    code: 'in-memory-endpoint',
    severity: 'warning',
    ref: refOf(object),
    message: `its API server is a listener in the manager itself, and stays fixed at ${host}${typeof port === 'number' ? `:${port.toString()}` : ''}`,
    remedy: "Stop the source's manager before the target's is released, and let that one listen at the same address.",
  };
}

function containers(object: KubeObject): Diagnostic {
  return {
    code: 'docker-daemon',
    severity: 'info',
    ref: refOf(object),
    message: 'its machines are containers; the managers of both sides must reach the same Docker daemon',
    remedy: "Mount the daemon's socket into the nodes of the target.",
  };
}
