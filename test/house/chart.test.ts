import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { cases, objectsIn, rendered, valuesOf } from './chart/cases.ts';
import { renderTemplate } from './chart/render-template.ts';

// `tsmove job render` and the Helm chart must come to the same manifests, whatever the values. Here that is seen in no
// time, with a renderer that knows only what these templates use; test/e2e/job/chart.test.ts has Helm's word on it.

const root = join(import.meta.dirname, '../..');
const chart = join(root, 'packaging/chart/tsmove');

test('the templates are what scripts/render-chart.js makes of the manifests', async () => {
  await promisify(execFile)(process.execPath, [join(root, 'scripts/render-chart.js'), '--check']);
});

test('the values that the chart names are those that tsmove job render prints', async () => {
  const values = load(await readFile(join(chart, 'values.yaml'), 'utf8')) as object;
  const names = cases.flatMap(([, settings]) => Object.keys(settings));
  expect(Object.keys(values).sort()).toEqual([...new Set(names)].sort());
});

test.each(cases)('with %s the chart comes to what tsmove job render prints', async (_name, settings) => {
  const texts = await Promise.all(
    ['access', 'job'].map(async (name) =>
      renderTemplate(await readFile(join(chart, `templates/${name}.yaml`), 'utf8'), { Values: valuesOf(settings) }),
    ),
  );
  expect(objectsIn(texts)).toEqual(rendered(settings));
});
