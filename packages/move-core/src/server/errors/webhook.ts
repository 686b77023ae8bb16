import type { ApiError } from '../../errors.ts';

/** An admission webhook that said no. */
export interface WebhookDenial {
  /** Its name, for example `validation.clusterclass.cluster.x-k8s.io`. */
  readonly webhook: string;
  /** Its own words. */
  readonly words: string;
}

/**
 * The admission webhook behind an error, or undefined if it was not one that refused the request. Whether such a
 * denial is worth a retry depends on the verb: a webhook that reads a cache may refuse a DELETE for a moment ("still
 * used" just after the last user is gone), while the denial of a create is final.
 */
export function webhookDenial(error: ApiError): WebhookDenial | undefined {
  const match = /^admission webhook "([^"]+)" denied the request:? ([^]*)$/.exec(error.words);
  if (match?.[1] === undefined) return undefined;
  return { webhook: match[1], words: match[2] ?? '' };
}

/**
 * True if the API server could not ask a webhook (admission or conversion): no endpoints, refused, timed out. Nothing
 * was written, and the webhook may be up again in a moment.
 */
export function isWebhookUnreachable(status: number, words: string): boolean {
  return status >= 500 && (words.includes('failed calling webhook') || /conversion webhook for .* failed/.test(words));
}
