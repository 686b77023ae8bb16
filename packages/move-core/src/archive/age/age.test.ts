import { armor, generateIdentity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import { ArchiveError, UsageError } from '../../errors.ts';
import { decrypt, isEncrypted, readIdentities } from './decrypt.ts';
import { encrypt } from './encrypt.ts';

const place = { file: 'fleet.tar.age' };
const plain = new TextEncoder().encode('the keys of every workload cluster');
let identity: string;
let recipient: string;
let encrypted: Uint8Array;

beforeAll(async () => {
  identity = await generateIdentity();
  recipient = await identityToRecipient(identity);
  encrypted = await encrypt(plain, [recipient]);
});

test('what was encrypted is read by whoever has the secret key, armored or not', async () => {
  expect(isEncrypted(plain)).toBe(false);
  expect(isEncrypted(encrypted)).toBe(true);
  expect(await decrypt(encrypted, [identity], place)).toEqual(plain);
  const armored = new TextEncoder().encode(armor.encode(encrypted));
  expect(isEncrypted(armored)).toBe(true);
  expect(await decrypt(armored, [identity], place)).toEqual(plain);
});

test('without an identity, or with one of somebody else, it is said that it is encrypted', async () => {
  const other = await generateIdentity();
  await expect(decrypt(encrypted, [], place)).rejects.toMatchObject({
    code: 'archive-encrypted',
    message: 'fleet.tar.age: the archive is encrypted',
  });
  await expect(decrypt(encrypted, [other], place)).rejects.toMatchObject({ code: 'archive-encrypted' });
});

test('a file that is cut off at any byte is refused', async () => {
  for (let length = 22; length < encrypted.length; length += 1) {
    const failure: unknown = await decrypt(encrypted.subarray(0, length), [identity], place).catch(
      (error: unknown) => error,
    );
    expect(failure, length.toString()).toBeInstanceOf(ArchiveError);
    expect((failure as ArchiveError).message).toContain('fleet.tar.age');
  }
});

test('a file with any byte changed is refused', async () => {
  for (let at = 22; at < encrypted.length; at += 3) {
    const changed = encrypted.slice();
    changed[at] = (changed[at] ?? 0) ^ 1;
    const failure: unknown = await decrypt(changed, [identity], place).catch((error: unknown) => error);
    expect(failure, at.toString()).toBeInstanceOf(ArchiveError);
  }
});

describe('keys that are none', () => {
  test('are refused, and a secret one is never shown', async () => {
    await expect(encrypt(plain, ['age1nonsense'])).rejects.toThrow('age1nonsense is no recipient of age');
    const wrong: unknown = await encrypt(plain, [identity]).catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(UsageError);
    expect((wrong as UsageError).message).not.toContain(identity);
    const broken = identity.slice(0, -1);
    const failure: unknown = await decrypt(encrypted, [broken], place).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'identity-invalid' });
    expect((failure as UsageError).message).not.toContain(broken);
  });

  test('are looked for in the lines of a file, without comments', () => {
    expect(
      readIdentities('# created: now\r\n# public key: age1x\r\nAGE-SECRET-KEY-1A\n\n AGE-SECRET-KEY-1B \n'),
    ).toEqual(['AGE-SECRET-KEY-1A', 'AGE-SECRET-KEY-1B']);
  });
});
