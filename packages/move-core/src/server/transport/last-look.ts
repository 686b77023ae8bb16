import type { Dispatcher } from 'undici';

/**
 * The same dispatcher, but `look` is called when a connection is there and right before a request is written to it. If
 * it throws, nothing is written, the connection stays, and the request fails with that error.
 *
 * Between the order to send a request and its first byte on the wire a connection may have to be opened, and the event
 * loop goes round at least once; a process can be stopped for hours in there.
 */
export function withLastLook(dispatcher: Dispatcher, look: () => void): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => dispatch(options, lookingLast(handler, look)));
}

function lookingLast(handler: Dispatcher.DispatchHandler, look: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(...start) {
      look();
      handler.onRequestStart?.(...start);
    },
    onRequestUpgrade: (...upgrade) => handler.onRequestUpgrade?.(...upgrade),
    onResponseStart: (...start) => handler.onResponseStart?.(...start),
    onResponseData: (...data) => handler.onResponseData?.(...data),
    onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
    onResponseError: (...error) => handler.onResponseError?.(...error),
  };
}
