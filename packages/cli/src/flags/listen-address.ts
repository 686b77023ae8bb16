import { parseText } from './values.ts';

/** Where to listen; without a host on every address. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/** `:9090`, `127.0.0.1:9090`, `[::1]:9090`. */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, port = ''] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(parseText(text)) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new SyntaxError(`"${text}" is no address to listen on; write :9090, 127.0.0.1:9090 or [::1]:9090`);
  }
  return { host: host === '' ? undefined : host, port: Number(port) };
}
