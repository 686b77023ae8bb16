import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeContext } from '../testing/fake-context.ts';
import { fakeLibrary } from '../testing/fake-library.ts';
import { loadProviders } from './load-providers.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsmove-providers-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

let count = 0;

/** Writes a module of its own, so that nothing is cached, and loads it. */
async function load(text: string): Promise<readonly string[]> {
  count += 1;
  const file = join(folder, `provider-${count.toString()}.mjs`);
  writeFileSync(file, text);
  const loaded = await loadProviders(fakeContext(), fakeLibrary().library, { provider: [file] });
  return loaded.map(({ name }) => name);
}

async function refusal(text: string): Promise<string> {
  const error = await load(text).catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) return 'loaded';
  expect(error).toMatchObject({ name: 'UsageError', code: 'provider-unusable' });
  return error.message.slice(error.message.indexOf(': ') + 2);
}

describe('a file with a provider', () => {
  it('exports one, or an array of them', async () => {
    expect(await load(`export default { name: 'mine' };`)).toEqual(['mine']);
    expect(await load(`export default [{ name: 'a' }, { name: 'b', inspect: () => [] }];`)).toEqual(['a', 'b']);
  });

  it('goes before what comes with tsmove, in the order of the command line', async () => {
    const [one, two] = ['one', 'two'].map((name) => {
      const file = join(folder, `${name}.mjs`);
      writeFileSync(file, `export default { name: '${name}' };`);
      return file;
    });
    const library = { ...fakeLibrary().library, createProviders: () => [{ name: 'built in' }] };
    const loaded = await loadProviders(fakeContext(), library, { provider: [two ?? '', one ?? ''] });
    expect(loaded.map(({ name }) => name)).toEqual(['two', 'one', 'built in']);
  });

  it('has every field of a provider', async () => {
    expect(
      await load(`export default {
        name: 'all', knowsGroups: ['x.io'],
        rules: [{ kinds: [{ group: 'x.io' }, { kind: 'A' }, { kindEndsWith: 'Template' }, {}], discover: true, root: false,
          move: true, leave: { because: 'it stays', rebuilt: true }, status: 'require', adopt: false,
          copiesMetadata: true, usersElsewhere: true, }],
        holds: [{ kinds: [{}], by: 'self', pause: () => ({}), awaits: () => undefined, settlesForMs: 5, releaseOrder: 5,
          stopsDeletion: true, harmOnDelete: 'all', writesWhileHeld: ['/status'] },
          { kinds: [{}], by: 'owner', stopsDeletion: false, pause: undefined }],
        relate: () => [], requires: () => [], inspect: () => [], readsInTarget: [{ group: '', kind: 'Secret' }],
        namespaces: [{
          kinds: [{ kind: 'Appliance' }], names: ['/spec/home'], prefixes: [{ at: '/spec/host', separator: '/' }],
          json: [{ at: '/spec/state', holds: '/status' }], unclear: ['/spec/service'], keeps: ['/spec/workload'],
        }],
        inspectRenamed: () => [], inspectTarget: () => [], keepHeld: () => undefined, blockedBy: () => undefined, project: (draft) => draft,
        tolerates: () => false,
      };`),
    ).toEqual(['all']);
  });

  it.each([
    ['export const provider = {};', 'it has no default export, which should be a provider or an array of them'],
    ['export default 7;', 'the export is not an object'],
    ['export default {};', 'name is missing'],
    [`export default { name: '' };`, 'name is empty'],
    [`export default [{ name: 'a' }, { name: 7 }];`, '[1]: name is not a text'],
    [`export default { name: 'a', rules: {} };`, 'rules is not an array'],
    [`export default { name: 'a', rules: [{}] };`, 'rules[0].kinds is missing'],
    [
      `export default { name: 'a', rules: [{ kinds: [{ kinds: 'A' }] }] };`,
      'rules[0].kinds[0].kinds is no field of it; there are group, kind, kindEndsWith',
    ],
    [`export default { name: 'a', rules: [{ kinds: [], move: 'yes' }] };`, 'rules[0].move is not true or false'],
    [
      `export default { name: 'a', rules: [{ kinds: [], status: 'keep' }] };`,
      'rules[0].status is not one of carry, drop, require',
    ],
    [`export default { name: 'a', rules: [{ kinds: [], adopt: true }] };`, 'rules[0].adopt is not false'],
    [`export default { name: 'a', rules: [{ kinds: [], leave: {} }] };`, 'rules[0].leave.because is missing'],
    [
      `export default { name: 'a', holds: [{ kinds: [], by: 'hand', stopsDeletion: true }] };`,
      'holds[0].by is not one of self, cluster, owner, none',
    ],
    [
      `export default { name: 'a', holds: [{ kinds: [], by: 'self', stopsDeletion: true }] };`,
      'holds[0].pause is missing: it is held by itself',
    ],
    [`export default { name: 'a', holds: [{ kinds: [], by: 'none' }] };`, 'holds[0].stopsDeletion is missing'],
    [
      `export default { name: 'a', holds: [{ kinds: [], by: 'none', stopsDeletion: true, settlesForMs: '5' }] };`,
      'holds[0].settlesForMs is not a number',
    ],
    [`export default { name: 'a', relate: [] };`, 'relate is not a function'],
    [`export default { name: 'a', readsInTarget: [{ kind: 'A' }] };`, 'readsInTarget[0].group is missing'],
    ['syntax error', 'it cannot be loaded'],
    [`throw new Error('no');`, 'it cannot be loaded'],
  ])('%s is refused: %s', async (text, sentence) => {
    expect(await refusal(text)).toBe(sentence);
  });

  it('has a field that does not exist, and is told which there are', async () => {
    expect(await refusal(`export default { name: 'a', hold: [] };`)).toMatch(
      /^hold is no field of it; there are name, knowsGroups, rules, holds, /,
    );
  });

  it('says why it could not be loaded', async () => {
    const error = await load(`throw new Error('no network');`).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('cause.message', 'no network');
  });

  it('must exist', async () => {
    const loading = loadProviders(fakeContext(), fakeLibrary().library, { provider: ['./no-such.js'] });
    await expect(loading).rejects.toThrow('--provider ./no-such.js: there is no such file');
    const directory = loadProviders(fakeContext(), fakeLibrary().library, { provider: [folder] });
    await expect(directory).rejects.toThrow('there is no such file');
  });

  it('must have a name of its own', async () => {
    await expect(load(`export default [{ name: 'a' }, { name: 'a' }];`)).rejects.toThrow('two providers are named a');
  });
});

describe('what comes with tsmove', () => {
  it('is made with what the flags say', async () => {
    const { library, calls } = fakeLibrary();
    await loadProviders(fakeContext(), library, {});
    await loadProviders(fakeContext(), library, { byohHosts: 'report', byohCopyInstallerTemplates: true });
    expect(calls.createProviders).toEqual([{ byoh: {} }, { byoh: { mode: 'report', copyInstallerTemplates: true } }]);
  });
});
