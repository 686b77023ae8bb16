import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readComponents } from './read-components.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tsmove-components-'));
});

afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  return path;
}

const named = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

describe('components', () => {
  it('are read from files of several documents, and Lists are taken apart', async () => {
    const path = await file(
      'a.yaml',
      `---\n# nothing here\n---\n${named('one')}---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: two}}\n`,
    );
    const objects = await readComponents([path]);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(['ConfigMap one', 'Secret two']);
  });

  it('are read from all YAML files of a directory, in the order of their names', async () => {
    await file('more/b.yml', named('b'));
    await file('more/a/z.json', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"z"}}');
    await file('more/readme.md', 'no YAML');
    const objects = await readComponents([join(directory, 'more')]);
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['z', 'b']);
  });

  it('have file modes in octal and dates as texts, as Kubernetes reads them', async () => {
    const path = await file('values.yaml', `${named('v')}mode: 0644\nten: 10\nday: 2026-01-01\nsaid: "0644"\n`);
    expect(await readComponents([path])).toEqual([
      expect.objectContaining({ mode: 420, ten: 10, day: '2026-01-01', said: '0644' }),
    ]);
  });

  it.each([
    ['kind: ConfigMap\n', /bad\.yaml, document 1 is no Kubernetes object/],
    ['a: [secret-word\n', /bad\.yaml cannot be read: (?!.*secret-word)/],
    ['just text\n', /bad\.yaml, document 1 is no Kubernetes object/],
  ])('that are none are refused, and not quoted', async (text, words) => {
    await expect(readComponents([await file('bad.yaml', text)])).rejects.toThrow(words);
  });

  it('that are not there are refused by name', async () => {
    await expect(readComponents(['/no/such/file'])).rejects.toThrow('/no/such/file cannot be read: ENOENT');
    await mkdir(join(directory, 'empty'));
    await expect(readComponents([join(directory, 'empty')])).rejects.toThrow('there is no YAML file in this directory');
  });
});
