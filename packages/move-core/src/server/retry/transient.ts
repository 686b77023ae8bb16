import { isWebhookUnreachable } from '../errors/webhook.ts';

/**
 * Whether an answer with this status may be different next time. Everything the server decided on purpose (validation,
 * missing rights, conflicts, denial by a webhook) is final, and so is 410, which a list answers by starting anew.
 */
export function isTransientStatus(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/**
 * Whether a write that was answered like this may have been carried out. 429 is refused at the door; so is a request
 * whose webhook could not be called. Behind any other 5xx the change may have reached etcd.
 */
export function mayHaveBeenCarriedOut(status: number, words: string): boolean {
  return status >= 500 && !isWebhookUnreachable(status, words);
}
