import type { ApiServer, Gate, WriteOptions } from '../server/types.ts';

/**
 * The same API server, but every write awaits `gate` right before each of its attempts, so that a process whose turn is
 * over sends nothing more. Reads and dry runs, which change nothing, pass as they are. A gate that a call brings along
 * is asked first.
 */
export function guarded(server: ApiServer, gate: Gate): ApiServer {
  const withGate = (options: WriteOptions = {}): WriteOptions =>
    options.dryRun === true ? options : { ...options, gate: both(options.gate, gate) };
  return Object.freeze<ApiServer>({
    ...server,
    request(request) {
      const changesNothing = request.method === 'GET' || request.query?.['dryRun'] !== undefined;
      return server.request(changesNothing ? request : { ...request, gate: both(request.gate, gate) });
    },
    create: (type, object, options) => server.create(type, object, withGate(options)),
    update: (type, object, options) => server.update(type, object, withGate(options)),
    updateStatus: (type, object, options) => server.updateStatus(type, object, withGate(options)),
    mergePatch: (type, key, patch, options) => server.mergePatch(type, key, patch, withGate(options)),
    delete: (type, key, preconditions, options) => server.delete(type, key, preconditions, withGate(options)),
  });
}

function both(first: Gate | undefined, last: Gate): Gate {
  if (first === undefined) return last;
  return async () => {
    await first();
    await last();
  };
}
