import { createHash } from 'node:crypto';

/** Looks as random as the suffixes the controllers make up, and is the same in every run. */
export function madeUp(of: string, length: number): string {
  return createHash('sha1').update(of).digest('hex').slice(0, length);
}

export function base64(content: string): string {
  return Buffer.from(content, 'utf8').toString('base64');
}
