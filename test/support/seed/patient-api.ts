import { setTimeout as pause } from 'node:timers/promises';
import { ApiFailure, type Api, type KubeObject } from '../api/api.ts';

/** How often something is asked of a busy server, and the pause before the next time, in ms. */
export const patience = { attempts: 5, pauseMs: (attempt: number): number => attempt * 1_000 } as const;

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
      if (attempt === patience.attempts || !passes(error)) throw error;
      await pause(patience.pauseMs(attempt));
    }
  }
}

/** True for a refusal that says nothing but that there is too much to do. */
export function passes({ status, message }: Pick<ApiFailure, 'status' | 'message'>): boolean {
  return [429, 503, 504].includes(status) || (status === 500 && message.includes('etcdserver: '));
}
