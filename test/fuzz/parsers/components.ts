import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { UsageError, type JsonValue } from '@tsmove/move-core';
import { readComponents } from '../../../packages/cli/src/session/read-components.ts';
import { stringifyJson } from '../../../packages/move-core/src/model/json-codec.ts';
import { secret } from '../hostile.ts';
import { mutatedValue } from '../mutate-value.ts';
import { anyText, jsonOf, mutatedText, textOf } from '../mutate-text.ts';
import { parser, type Parser } from '../parser.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsmove-fuzz-components-'));
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
const file = join(folder, 'components.yaml');

const secretObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { token: secret } };
const list = { apiVersion: 'v1', kind: 'List', items: [secretObject, { ...secretObject, kind: 'ConfigMap' }] };
const values = fc.constantFrom<JsonValue>(secretObject, list).chain((sample) => mutatedValue(sample));

const anchored = `a: &a {token: ${secret}}\nb: &b [*a, *a]\nc: &c [*b, *b]\napiVersion: v1\nkind: X\nmetadata: {name: n, <<: *a}\n`;

export const components: readonly Parser[] = [
  parser({
    name: 'components in YAML',
    mutated: mutatedText(
      fc.oneof(
        jsonOf(values),
        values.map((value) => `${dump(JSON.parse(textOf(value)))}---\n${dump(secretObject)}`),
        fc.constant(anchored),
      ),
    ),
    arbitrary: anyText,
    read: async (text: string) => {
      writeFileSync(file, text);
      // What is read is sent to an API server, as JSON.
      for (const object of await readComponents([file])) stringifyJson(object);
    },
    raises: UsageError,
    names: [file],
  }),
];
