import { readWhole } from '../file/read-file.ts';
import { readIdentities } from './decrypt.ts';

/** No file of keys comes to that. */
const identityFileBytes = 1_048_576;

/** The secret keys in a file that `age-keygen` wrote. Raises ArchiveError if it cannot be read. */
export async function readIdentityFile(file: string): Promise<readonly string[]> {
  return readIdentities(new TextDecoder().decode(await readWhole(file, identityFileBytes)));
}
