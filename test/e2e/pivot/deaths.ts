import type { ApiServer } from '@tsmove/move-core';

/** Where a process dies: at its n-th write of those that are a pivot's own, before it is sent or after it was answered. */
export interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

export interface Life {
  readonly wrap: (server: ApiServer) => ApiServer;
  /** The pivot's own writes so far, `source Deployment capi-controller-manager patch`. */
  readonly writes: readonly string[];
  readonly isDead: boolean;
}

/** What a pivot writes itself, and not the move within it. */
function isOwn(kind: string, name: string): boolean {
  if (kind === 'ConfigMap') return name.startsWith('tsmove-pivot-') || name === 'leases';
  return ['Deployment', 'StatefulSet', 'ValidatingWebhookConfiguration', 'apply', 'CustomResourceDefinition'].includes(
    kind,
  );
}

/** A process that dies at one of the pivot's own writes, or never: then it only counts them. */
export function live(death?: Death): Life {
  const writes: string[] = [];
  const state = { dead: false };
  const requireAlive = (): void => {
    if (state.dead) throw new Error('the process is dead');
  };
  async function read<T>(call: () => Promise<T>): Promise<T> {
    requireAlive();
    const answer = await call();
    requireAlive();
    return answer;
  }
  async function write<T>(own: string | undefined, call: () => Promise<T>): Promise<T> {
    requireAlive();
    if (own !== undefined) writes.push(own);
    const isHere = own !== undefined && writes.length === death?.at;
    if (isHere && death.when === 'before') state.dead = true;
    requireAlive();
    const answer = await call();
    if (isHere) state.dead = true;
    requireAlive();
    return answer;
  }
  const wrap = (server: ApiServer): ApiServer => {
    const named = (kind: string, name: string, verb: string): string | undefined =>
      isOwn(kind, name) ? `${server.label} ${kind} ${name} ${verb}` : undefined;
    return {
      ...server,
      get: (...call) => read(() => server.get(...call)),
      list: (...call) => read(() => server.list(...call)),
      listMetadata: (...call) => read(() => server.listMetadata(...call)),
      create: (type, object, options) =>
        write(named(type.kind, object.metadata.name, 'create'), () => server.create(type, object, options)),
      update: (type, object, options) =>
        write(named(type.kind, object.metadata.name, 'update'), () => server.update(type, object, options)),
      updateStatus: (...call) => write(undefined, () => server.updateStatus(...call)),
      mergePatch: (type, key, patch, options) =>
        write(named(type.kind, key.name, 'patch'), () => server.mergePatch(type, key, patch, options)),
      delete: (type, key, preconditions, options) =>
        write(named(type.kind, key.name, 'delete'), () => server.delete(type, key, preconditions, options)),
      request: (request) => {
        const isApply =
          request.contentType === 'application/apply-patch+yaml' && request.query?.['dryRun'] === undefined;
        const name = request.path.split('/').at(-1) ?? '';
        return write(isApply ? named('apply', name, 'apply') : undefined, () => server.request(request));
      },
    };
  };
  return {
    wrap,
    writes,
    get isDead() {
      return state.dead;
    },
  };
}
