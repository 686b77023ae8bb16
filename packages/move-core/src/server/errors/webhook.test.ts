import { describe, expect, it } from 'vitest';
import { ApiError } from '../../errors.ts';
import { isWebhookUnreachable, webhookDenial } from './webhook.ts';

function refusal(words: string): ApiError {
  return new ApiError(`source answered 403 Forbidden: ${words}`, { status: 403, reason: 'Forbidden', words });
}

describe('a denial by an admission webhook', () => {
  it.each([
    ['admission webhook "a.b.c" denied the request: still used', { webhook: 'a.b.c', words: 'still used' }],
    [
      'admission webhook "a.b.c" denied the request: Machine.cluster.x-k8s.io "m" is invalid: [a, b]\nmore',
      { webhook: 'a.b.c', words: 'Machine.cluster.x-k8s.io "m" is invalid: [a, b]\nmore' },
    ],
    [
      'admission webhook "a.b.c" denied the request without explanation',
      { webhook: 'a.b.c', words: 'without explanation' },
    ],
    ['machines.cluster.x-k8s.io is forbidden: User "bob" cannot delete resource "machines"', undefined],
    ["ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no", undefined],
  ])('%j', (words, expected) => {
    expect(webhookDenial(refusal(words))).toEqual(expected);
  });
});

describe('a webhook that cannot be reached', () => {
  it.each([
    [500, 'Internal error occurred: failed calling webhook "a": failed to call webhook: Post "https://x": EOF', true],
    [500, 'conversion webhook for cluster.x-k8s.io/v1beta1, Kind=Machine failed: Post "https://x": no endpoints', true],
    [500, 'Internal error occurred: etcdserver: request timed out', false],
    [403, 'admission webhook "a" denied the request: failed calling webhook', false],
  ])('%i %s: %j', (status, words, expected) => {
    expect(isWebhookUnreachable(status, words)).toBe(expected);
  });
});
