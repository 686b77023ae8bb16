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
  const life = { dead: false };
  const watched = beforeWrites((sent) => {
    life.dead ||= when(sent);
    requireAlive(life);
  });
  return (server) => mortal(watched(server), life);
}

/** The process dies when it first sees that an object of this kind is not in the source any more. */
export function dyingWhenGone(kind: string): Wrap {
  const life = { dead: false };
  return (server) =>
    mortal(
      {
        ...server,
        get: async (type, key, options) => {
          const object = await server.get(type, key, options);
          life.dead ||= server.label === 'source' && type.kind === kind && object === undefined;
          requireAlive(life);
          return object;
        },
      },
      life,
    );
}

interface Life {
  dead: boolean;
}

function requireAlive({ dead }: Life): void {
  if (dead) throw new Error('the process is dead');
}

function mortal(server: ApiServer, life: Life): ApiServer {
  const alive = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
    requireAlive(life);
    return send();
  };
  return {
    ...server,
    request: (...call) => alive(() => server.request(...call)),
    get: (...call) => alive(() => server.get(...call)),
    list: (...call) => alive(() => server.list(...call)),
    listMetadata: (...call) => alive(() => server.listMetadata(...call)),
    create: (...call) => alive(() => server.create(...call)),
    update: (...call) => alive(() => server.update(...call)),
    updateStatus: (...call) => alive(() => server.updateStatus(...call)),
    mergePatch: (...call) => alive(() => server.mergePatch(...call)),
    delete: (...call) => alive(() => server.delete(...call)),
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
  return (sent) => sent.side === side && sent.verb === 'patch' && takesOff(sent, 'tsmove.dev/paused-by');
}

/** The patch that gives what was created its managers and takes the mark of the move off. */
export const isSeal = (sent: Sent): boolean =>
  sent.side === 'target' && sent.verb === 'patch' && takesOff(sent, 'tsmove.dev/move');

function takesOff({ body }: Sent, annotation: string): boolean {
  return JSON.stringify(body).includes(`"${annotation}":null`);
}
