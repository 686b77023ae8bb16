import { Pool } from 'undici';
import type { Method } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** A connection that hands over texts as they are, in both directions. */
export interface RawApi extends AsyncDisposable {
  /** The text of a successful answer; anything else is an error. */
  call(method: Method, path: string, body?: string): Promise<string>;
}

export function connectRaw(plane: ControlPlane): RawApi {
  const pool = new Pool(plane.url, { connect: { ca: plane.ca }, connections: 8 });
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: `Bearer ${plane.adminToken}`,
  };
  return {
    async call(method, path, body) {
      const answer = await pool.request({ method, path, headers, body: body ?? null });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 500)}`);
      return text;
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
