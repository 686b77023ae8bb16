import { generateIdentity, identityToRecipient } from 'age-encryption';

/** A pair of keys of age. */
export interface AgeKey {
  readonly identity: string;
  readonly recipient: string;
}

export async function makeAgeKey(): Promise<AgeKey> {
  const identity = await generateIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}
