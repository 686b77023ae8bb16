import { text } from './resources/aggregated.ts';
import type { ApiServer, CallOptions } from './types.ts';
import { expectJsonObject } from './verbs/answer.ts';

/** What `/version` says. */
export interface ServerVersion {
  /** For example `v1.34.4`. */
  readonly gitVersion: string;
  readonly major: number;
  /** Providers write suffixes, such as `34+`; the number alone is here. */
  readonly minor: number;
}

/** The version of an API server. Raises ApiError or TransportError. */
export async function serverVersion(
  server: Pick<ApiServer, 'request' | 'label'>,
  options: CallOptions = {},
): Promise<ServerVersion> {
  const path = '/version';
  const answer = expectJsonObject(server.label, path, await server.request({ method: 'GET', path, ...options }));
  return {
    gitVersion: text(answer['gitVersion']),
    major: Number.parseInt(text(answer['major']), 10) || 0,
    minor: Number.parseInt(text(answer['minor']), 10) || 0,
  };
}
