import { UsageError } from '../../errors.ts';

/**
 * Encrypts bytes with age for all of these recipients: public keys as `age-keygen` prints them. Raises UsageError for
 * a text that is none. The module is loaded here, because few need it.
 */
export async function encrypt(bytes: Uint8Array, recipients: readonly string[]): Promise<Uint8Array> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw notARecipient(recipient, error);
    }
  }
  return encrypter.encrypt(bytes);
}

/** A secret key in the wrong place must not be shown. */
function notARecipient(recipient: string, cause: unknown): UsageError {
  const shown = recipient.startsWith('age1') ? recipient : 'what was given';
  return new UsageError(`${shown} is no recipient of age`, {
    code: 'recipient-invalid',
    hint: 'Give the public key that age-keygen prints: age1 and 58 characters more.',
    cause,
  });
}
