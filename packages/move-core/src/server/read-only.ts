import { UsageError } from '../errors.ts';
import { accessReviewPath } from './access-review.ts';
import type { ApiRequest, ApiServer, WriteOptions } from './types.ts';

/**
 * The same API server, but nothing can be changed through it: a write is refused with a UsageError before it is sent.
 * Server-side dry runs and access reviews, which store nothing, pass. Used wherever only a plan is wanted.
 */
export function readOnly(server: ApiServer): ApiServer {
  const guard = (options: WriteOptions | undefined, what: string): void => {
    if (options?.dryRun !== true) throw refused(server, what);
  };
  return Object.freeze<ApiServer>({
    ...server,
    async request(request) {
      if (!storesNothing(request)) throw refused(server, `${request.method} ${request.path}`);
      return server.request(request);
    },
    async create(type, object, options) {
      guard(options, `create ${type.kind}`);
      return server.create(type, object, options);
    },
    async update(type, object, options) {
      guard(options, `update ${type.kind}`);
      return server.update(type, object, options);
    },
    async updateStatus(type, object, options) {
      guard(options, `update ${type.kind}`);
      return server.updateStatus(type, object, options);
    },
    async mergePatch(type, key, patch, options) {
      guard(options, `patch ${type.kind}`);
      return server.mergePatch(type, key, patch, options);
    },
    exec: ({ pod }) => Promise.reject(refused(server, `a command in pod ${pod}`)),
    async delete(type, key, preconditions, options) {
      guard(options, `delete ${type.kind}`);
      return server.delete(type, key, preconditions, options);
    },
  });
}

function storesNothing(request: ApiRequest): boolean {
  if (request.method === 'GET' || request.path === accessReviewPath) return true;
  // A DELETE with a body takes its options from the body alone.
  return request.query?.['dryRun'] === 'All' && request.method !== 'DELETE';
}

function refused(server: ApiServer, what: string): UsageError {
  return new UsageError(`${server.label} is open for reading only: ${what} was not sent`, { code: 'read-only' });
}
