import { ArchiveError, UsageError } from '../../errors.ts';
import { damaged, placeText, type ArchivePlace } from '../failures.ts';

const firstLine = 'age-encryption.org/v1';
const armor = '-----BEGIN AGE ENCRYPTED FILE-----';

/** True for bytes that age has encrypted. */
export function isEncrypted(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, armor.length));
  return start.startsWith(firstLine) || start.startsWith(armor);
}

/**
 * Decrypts with the first of these identities that fits: secret keys as `age-keygen` writes them. A file that was
 * changed or cut off anywhere is noticed. Raises ArchiveError (`archive-encrypted` if no identity fits), UsageError
 * for a text that is no identity.
 */
export async function decrypt(
  bytes: Uint8Array,
  identities: readonly string[],
  place: ArchivePlace,
): Promise<Uint8Array> {
  if (identities.length === 0) {
    throw new ArchiveError(`${placeText(place)}: the archive is encrypted`, {
      code: 'archive-encrypted',
      hint: 'Give the file with your age identity, as age-keygen wrote it: --identity FILE.',
    });
  }
  const { armor: armored, Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  for (const identity of identities) addIdentity(decrypter, identity);
  try {
    const binary = isArmored(bytes) ? armored.decode(new TextDecoder('latin1').decode(bytes)) : bytes;
    return await decrypter.decrypt(binary);
  } catch (error) {
    if (error instanceof Error && error.message.includes('no identity matched')) {
      throw new ArchiveError(`${placeText(place)}: the archive is encrypted for others: no identity fits`, {
        code: 'archive-encrypted',
        hint: 'Give the identity of one of the recipients it was encrypted for.',
        cause: error,
      });
    }
    throw damaged(place, 'it cannot be decrypted: it was cut off or changed', { cause: error });
  }
}

function isArmored(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, armor.length)) === armor;
}

function addIdentity(decrypter: { addIdentity(text: string): void }, identity: string): void {
  try {
    decrypter.addIdentity(identity);
  } catch {
    // Neither the text nor the cause, which may quote it: it is, or was meant to be, a secret.
    throw new UsageError('an identity is none of age', {
      code: 'identity-invalid',
      hint: 'Give the file that age-keygen wrote; its lines begin with AGE-SECRET-KEY-1.',
    });
  }
}

/** The identities in a file of `age-keygen`: a line each, and comments. */
export function readIdentities(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
