import type { ApiServer, JsonObject, KubeObject } from '@tsmove/move-core';

export type Wrap = (server: ApiServer) => ApiServer;

/** A write that is about to be sent. */
export interface Sent {
  readonly side: string;
  readonly verb: 'create' | 'update' | 'status' | 'patch' | 'delete';
  readonly kind: string;
  readonly name: string;
  readonly body: KubeObject | JsonObject | undefined;
}

/**
 * Something that happens right before each write, but for those of Leases and namespaces; if it throws, the write is
 * not sent and fails with that.
 */
export function beforeWrites(happen: (sent: Sent) => unknown): Wrap {
  return (server) => {
    const tell = async (
      verb: Sent['verb'],
      kind: string,
      name: string,
      body?: KubeObject | JsonObject,
    ): Promise<void> => {
      if (kind === 'Lease' || kind === 'Namespace') return;
      await happen({ side: server.label, verb, kind, name, body });
    };
    return {
      ...server,
      create: async (type, object, options) => {
        await tell('create', type.kind, object.metadata.name, object);
        return server.create(type, object, options);
      },
      update: async (type, object, options) => {
        await tell('update', type.kind, object.metadata.name, object);
        return server.update(type, object, options);
      },
      updateStatus: async (type, object, options) => {
        await tell('status', type.kind, object.metadata.name, object);
        return server.updateStatus(type, object, options);
      },
      mergePatch: async (type, key, patch, options) => {
        await tell('patch', type.kind, key.name, patch);
        return server.mergePatch(type, key, patch, options);
      },
      delete: async (type, key, preconditions, options) => {
        await tell('delete', type.kind, key.name);
        return server.delete(type, key, preconditions, options);
      },
    };
  };
}

/** The process dies right before the first write for which `when` is true: from then on nothing leaves it any more. */
export function dyingBefore(when: (sent: Sent) => boolean): Wrap {
  let dead = false;
  const watched = beforeWrites((sent) => {
    dead ||= when(sent);
    if (dead) throw new Error('the process is dead');
  });
  return (server) => {
    const inner = watched(server);
    const alive =
      <Call extends readonly unknown[], Answer>(send: (...call: Call) => Promise<Answer>) =>
      (...call: Call): Promise<Answer> =>
        dead ? Promise.reject(new Error('the process is dead')) : send(...call);
    return {
      ...inner,
      request: alive(inner.request),
      get: alive(inner.get),
      list: alive(inner.list),
      listMetadata: alive(inner.listMetadata),
      create: alive(inner.create),
      update: alive(inner.update),
      updateStatus: alive(inner.updateStatus),
      mergePatch: alive(inner.mergePatch),
      delete: alive(inner.delete),
    };
  };
}

/** True for the n-th write that `match` is true for, counted from 1. */
export function nth(count: number, match: (sent: Sent) => boolean): (sent: Sent) => boolean {
  let seen = 0;
  return (sent) => match(sent) && (seen += 1) === count;
}

export const isDeletion = ({ side, verb }: Sent): boolean => side === 'source' && verb === 'delete';

/** The patch that takes our mark off, and the pause with it. */
export function isReleaseIn(side: 'source' | 'target'): (sent: Sent) => boolean {
  return (sent) => {
    const { annotations } = (sent.body?.['metadata'] ?? {}) as { readonly annotations?: JsonObject };
    return sent.side === side && sent.verb === 'patch' && annotations?.['tsmove.dev/paused-by'] === null;
  };
}

/** The patch that gives what was created its managers and takes the mark of the move off. */
export function isSeal(sent: Sent): boolean {
  const { annotations } = (sent.body?.['metadata'] ?? {}) as { readonly annotations?: JsonObject };
  return sent.side === 'target' && sent.verb === 'patch' && annotations?.['tsmove.dev/move'] === null;
}

export const isHold = ({ side, verb, body }: Sent): boolean =>
  side === 'source' && verb === 'patch' && JSON.stringify(body).includes('"tsmove.dev/paused-by":"');
