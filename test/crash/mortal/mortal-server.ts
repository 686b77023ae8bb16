import { defaults, type ApiRequest, type ApiServer, type JsonValue, type KubeObject } from '@tsmove/move-core';
import type { Mortal } from './mortal.ts';

export interface MortalServerOptions {
  readonly side: 'source' | 'target';
  /** The namespace that is moved; it is left out of names, so that they are the same in every namespace. */
  readonly namespace: string;
}

/** A server as a mortal process has it: every write has a name, and the process can die at it. */
export function mortalServer(server: ApiServer, mortal: Mortal, options: MortalServerOptions): ApiServer {
  const { side, namespace } = options;
  const renewals = createRenewals();
  const nameOf = (kind: string, name: string, verb: string): string =>
    `${side}/${kind}/${name === namespace ? '(namespace)' : name.replaceAll(namespace, '*')}/${verb}`;

  /** Leases are named by their kind alone; renewals and the journal's own parts come when they come. */
  function write<T>(what: Written, call: () => Promise<T>): Promise<T> {
    const { kind, name, verb, body } = what;
    if (what.dryRun === true) return mortal.act(call);
    if (kind === 'Lease') {
      const announced = renewals.announced(verb, body);
      return announced === undefined ? mortal.act(call) : mortal.write(`${side}/Lease/${announced}`, call);
    }
    if (what.namespace === defaults.systemNamespace || name === defaults.systemNamespace) return mortal.act(call);
    return mortal.write(nameOf(kind, name, verb), call);
  }
  const gated = <T extends { readonly gate?: (() => Promise<void>) | undefined }>(given: T | undefined): T =>
    ({
      ...given,
      gate: async () => {
        mortal.requireAlive();
        await given?.gate?.();
        mortal.requireAlive();
      },
    }) as T;
  const about = (
    type: { readonly kind: string },
    key: { readonly name: string; readonly namespace?: string },
    verb: string,
    given: { readonly dryRun?: boolean } | undefined,
    body?: JsonValue,
  ): Written => ({ kind: type.kind, name: key.name, namespace: key.namespace, verb, body, dryRun: given?.dryRun });

  return {
    ...server,
    get: (...call) => mortal.act(() => server.get(...call)),
    list: (...call) => mortal.act(() => server.list(...call)),
    listMetadata: (...call) => mortal.act(() => server.listMetadata(...call)),
    create: (type, object: KubeObject, given) =>
      write(about(type, object.metadata, 'post', given, object), () => server.create(type, object, gated(given))),
    update: (type, object: KubeObject, given) =>
      write(about(type, object.metadata, 'put', given, object), () => server.update(type, object, gated(given))),
    updateStatus: (type, object: KubeObject, given) =>
      write(about(type, object.metadata, 'put-status', given), () => server.updateStatus(type, object, gated(given))),
    mergePatch: (type, key, patch, given) =>
      write(about(type, key, 'patch', given, patch), () => server.mergePatch(type, key, patch, gated(given))),
    delete: (type, key, preconditions, given) =>
      write(about(type, key, 'delete', given), () => server.delete(type, key, preconditions, gated(given))),
    request: (request: ApiRequest) => {
      const call = (): Promise<JsonValue | undefined> => server.request(gated(request));
      // Reviews ask a question with a POST.
      if (request.method === 'GET' || request.path.endsWith('reviews')) return mortal.act(call);
      return write(writtenBy(request), call);
    },
    // The connections are the test's, and outlive the process.
    close: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

interface Written {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly verb: string;
  readonly body?: JsonValue | undefined;
  readonly dryRun?: boolean | undefined;
}

function writtenBy({ method, path, body, query }: ApiRequest): Written {
  const [, namespace] = /\/namespaces\/([^/]+)\//u.exec(path) ?? [];
  const [plural = '', name = ''] = path.replace(/^.*?\/v\d[^/]*\/(?:namespaces\/[^/]+\/(?=.))?/u, '').split('/');
  return {
    kind: plural === 'leases' ? 'Lease' : plural,
    name,
    namespace,
    verb: method.toLowerCase(),
    body,
    dryRun: query?.['dryRun'] !== undefined,
  };
}

/**
 * Tells renewals of a Lease from announcements: a holder sends the same again and again, but for the time. What it says
 * of the move becomes part of the name.
 */
function createRenewals(): { announced(verb: string, body: JsonValue | undefined): string | undefined } {
  let last: string | undefined;
  return {
    announced(verb, body): string | undefined {
      if (verb === 'delete') return verb;
      const said = whatLeaseSays(body);
      if (said === last) return undefined;
      last = said;
      return `${verb}:${said}`;
    },
  };
}

function whatLeaseSays(body: JsonValue | undefined): string {
  const { metadata } = (body ?? {}) as { readonly metadata?: KubeObject['metadata'] };
  const content = metadata?.annotations?.['tsmove.dev/lease'] ?? '{}';
  const { phase, committed, releasing } = JSON.parse(content) as {
    readonly phase?: string;
    readonly committed?: boolean;
    readonly releasing?: boolean;
  };
  return [
    phase ?? 'nothing',
    ...(committed === true ? ['committed'] : []),
    ...(releasing === true ? ['releasing'] : []),
  ].join('+');
}
