import { ApiError, TransportError } from '../../errors.ts';
import type { ApiServer } from '../../server/types.ts';
import type { Outage } from './failures.ts';
import type { FailingProcess } from './process.ts';

/** An API server as a process sees it that may die, and that loses requests and answers on the way. */
export function failingServer(server: ApiServer, place: 'source' | 'target', process: FailingProcess): ApiServer {
  const read = <T>(carryOut: () => Promise<T>): Promise<T> =>
    process.call<T>(place, {
      isStep: false,
      carryOut,
      fail: (how) =>
        how === 'echo' ? carryOut() : Promise.reject(how === 'error' ? internal(place) : silent(place, false)),
      leftBehind: () => Promise.resolve(),
    });
  const write = <T>(carryOut: () => Promise<T>): Promise<T> =>
    process.call<T>(place, {
      isStep: true,
      carryOut,
      fail: (how) => failWrite(place, how, carryOut),
      // What had been sent arrives, whoever sent it.
      leftBehind: async (dice) => {
        if (dice() < 0.5) await carryOut();
      },
    });
  return {
    label: server.label,
    url: server.url,
    contextNamespace: server.contextNamespace,
    request: (request) => read(() => server.request(request)),
    get: (...call) => read(() => server.get(...call)),
    list: (...call) => read(() => server.list(...call)),
    listMetadata: (...call) => read(() => server.listMetadata(...call)),
    create: (...call) => write(() => server.create(...call)),
    update: (...call) => write(() => server.update(...call)),
    updateStatus: (...call) => write(() => server.updateStatus(...call)),
    exec: (request) => server.exec(request),
    mergePatch: (...call) => write(() => server.mergePatch(...call)),
    delete: (...call) => write(() => server.delete(...call)),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function failWrite<T>(place: string, how: Outage['how'], carryOut: () => Promise<T>): Promise<T> {
  switch (how) {
    case 'refused':
      throw silent(place, false);
    case 'unsent':
      throw silent(place, true);
    case 'error':
      throw internal(place);
    case 'lost':
      await carryOut().catch(() => undefined);
      throw silent(place, true);
    case 'echo':
      return echo(carryOut);
  }
}

/** As the transport does it: the request again, and if that is refused, a word that the first may have done it. */
async function echo<T>(carryOut: () => Promise<T>): Promise<T> {
  await carryOut().catch(() => undefined);
  try {
    return await carryOut();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message, status, reason, words } = error;
    throw new ApiError(message, { status, reason, words, outcomeUnknown: true });
  }
}

function silent(place: string, outcomeUnknown: boolean): TransportError {
  return new TransportError(`${place} gave no answer`, { outcomeUnknown });
}

function internal(place: string): ApiError {
  const words = 'something is broken';
  const message = `${place} answered 500 InternalError: ${words}`;
  return new ApiError(message, { status: 500, reason: 'InternalError', words, outcomeUnknown: true });
}
