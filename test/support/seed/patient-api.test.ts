import { expect, test, vi } from 'vitest';
import { ApiFailure, type Api, type KubeObject } from '../api/api.ts';
import { patience, write } from './patient-api.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } };
const failure = (status: number, message = 'refused'): ApiFailure =>
  new ApiFailure('POST', '/secrets', { status, headers: {}, body: { message } });

/** Answers with what it was given, one after another, and remembers what it was asked. */
function apiThat(...answers: readonly (KubeObject | Error)[]): { readonly api: Api; readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  const call = (method: string, path: string): Promise<unknown> => {
    asked.push(`${method} ${path}`);
    const answer = left.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return { api: { call } as Partial<Api> as Api, asked };
}

const post = (api: Api): Promise<KubeObject> => write(api, 'POST', '/secrets', secret, { query: '?fieldManager=x' });

test.each([429, 503, 504])('asks again after %i', async (status) => {
  const { api, asked } = apiThat(failure(status), secret);
  expect(await post(api)).toBe(secret);
  expect(asked).toEqual(['POST /secrets?fieldManager=x', 'POST /secrets?fieldManager=x']);
});

test('asks again when the store took too long, and not after other errors of the server', async () => {
  expect(await post(apiThat(failure(500, 'etcdserver: request timed out'), secret).api)).toBe(secret);
  const { api, asked } = apiThat(failure(500, 'a bug'), secret);
  await expect(post(api)).rejects.toThrow('500');
  expect(asked).toHaveLength(1);
});

test('what had no answer and was created all the same is read', async () => {
  const { api, asked } = apiThat(failure(504), failure(409), secret);
  expect(await post(api)).toBe(secret);
  expect(asked.at(-1)).toBe('GET /secrets/a');
});

test('what is there already is refused', async () => {
  await expect(post(apiThat(failure(409)).api)).rejects.toThrow('409');
});

test('gives up in the end', async () => {
  const { api, asked } = apiThat(...Array.from({ length: 9 }, () => failure(503)));
  await expect(post(api)).rejects.toThrow('503');
  expect(asked).toHaveLength(patience.attempts);
});
