import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encrypter } from 'age-encryption';
import { ArchiveError, KubeconfigError, UsageError } from '@tsmove/move-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completeContexts } from '../../packages/cli/src/completion/contexts.ts';
import { readComponents } from '../../packages/cli/src/session/read-components.ts';
import { fakeContext } from '../../packages/cli/src/testing/fake-context.ts';
import { decrypt } from '../../packages/move-core/src/archive/age/decrypt.ts';
import { objectOf } from '../../packages/move-core/src/archive/object-of.ts';
import { parseKubeconfig } from '../../packages/move-core/src/server/kubeconfig/parse.ts';
import { makeAgeKey } from '../../packages/move-core/src/testing/age-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-documents-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A few lines that stand for 9 to the power of 9 values. */
const laughs = Array.from({ length: 9 }, (_, level) => {
  const below = level === 0 ? 'lol' : `*a${(level - 1).toString()}`;
  return `a${level.toString()}: &a${level.toString()} [${Array.from({ length: 9 }, () => below).join(',')}]`;
}).join('\n');

function saved(text: string): string {
  const file = join(folder, 'x.yaml');
  writeFileSync(file, text);
  return file;
}

describe('YAML that stands for more than memory holds', () => {
  test.each([
    ['a billion laughs', laughs],
    ['a value that holds itself', 'a: &a [*a]'],
    ['levels without end', `a: ${'['.repeat(100_000)}`],
  ])('%s is refused as components', async (_what, text) => {
    const file = saved(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\n${text}\n`);
    await expect(readComponents([file])).rejects.toThrow(UsageError);
    await expect(readComponents([file])).rejects.toThrow(file);
  });

  test.each([
    ['a billion laughs', laughs],
    ['a value that holds itself', 'a: &a [*a]'],
    ['levels without end', `a: ${'['.repeat(100_000)}`],
  ])('%s is refused as a kubeconfig', (_what, text) => {
    const parsing = (): unknown => parseKubeconfig('mine.yaml', `apiVersion: v1\nkind: Config\n${text}\n`);
    expect(parsing).toThrow(KubeconfigError);
    expect(parsing).toThrow('mine.yaml');
  });

  test('anchors as people use them are read', async () => {
    const file = saved('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n, labels: &l {a: b}}\ndata: *l\n');
    expect(await readComponents([file])).toMatchObject([{ data: { a: 'b' } }]);
  });
});

describe('YAML that says more than data', () => {
  test.each(['!!js/function "x"', '!!python/object:os.system x', '!x y'])('%s is refused', async (value) => {
    const file = saved(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\ndata: ${value}\n`);
    await expect(readComponents([file])).rejects.toThrow(UsageError);
  });

  test('a merge key does not reach the prototype of what all objects share', async () => {
    const file = saved('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n}\n<<: {__proto__: {polluted: true}}\n');
    await readComponents([file]).catch(() => undefined);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('an archive that is locked with a password of any work is left at once', async () => {
  const encrypter = new Encrypter();
  encrypter.setPassphrase('password');
  encrypter.setScryptWorkFactor(12);
  const archive = Buffer.from(await encrypter.encrypt('x')).toString('latin1');
  // 2 to the power of 60 rounds; what is in the header is believed by whoever tries the password.
  const hostile = Buffer.from(archive.replace(/(-> scrypt \S+) 12/, '$1 60'), 'latin1');
  expect(hostile.toString('latin1')).toContain(' 60\n');
  const { identity } = await makeAgeKey();
  const began = performance.now();
  await expect(decrypt(hostile, [identity], { file: 'a.tar' })).rejects.toThrow(ArchiveError);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test.each(['..', '.', 'a/b', '../../etc', 'a%2fb'])(
  'an object named %j, or in a namespace of that name, is in no archive',
  (name) => {
    const place = { file: 'a.tar' };
    const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'fleet', uid: 'u' } };
    expect(objectOf(object, place)).toBe(object);
    expect(() => objectOf({ ...object, metadata: { ...object.metadata, name } }, place)).toThrow(ArchiveError);
    expect(() => objectOf({ ...object, metadata: { ...object.metadata, namespace: name } }, place)).toThrow(
      ArchiveError,
    );
  },
);

test('a context whose name is a command of the shell is not offered for completion', async () => {
  const kubeconfig = saved('contexts: [{name: "$(touch x)"}, {name: "a;b"}, {name: "`x`"}, {name: admin@prod-1.eu/x}]');
  const context = fakeContext({ env: { TSMOVE_KUBECONFIG: kubeconfig } });
  expect(await completeContexts(context, 'source', '')).toEqual(['admin@prod-1.eu/x']);
});
