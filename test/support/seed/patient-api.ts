import { setTimeout as pause } from 'node:timers/promises';
import { ApiFailure, type Api, type KubeObject } from '../api/api.ts';

const attempts = 5;

/**
 * Sends a write again that a busy server did not answer for good: its store took too long (500), or it has too much to do
 * (429, 503, 504). Whatever became of the earlier ones, the object is then as it was asked for.
 */
export async function write(
  api: Api,
  method: 'POST' | 'PATCH',
  path: string,
  body: KubeObject | Readonly<Record<string, unknown>>,
  { query, headers }: { readonly query: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<KubeObject> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await api.call(method, `${path}${query}`, body, headers);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      const { name } = (body.metadata ?? {}) as { readonly name?: string };
      if (attempt > 1 && method === 'POST' && error.status === 409) return api.call('GET', `${path}/${name ?? ''}`);
      if (attempt === attempts || !passes(error)) throw error;
      await pause(attempt * 1_000);
    }
  }
}

function passes({ status, message }: ApiFailure): boolean {
  return [429, 503, 504].includes(status) || (status === 500 && message.includes('etcdserver: '));
}
