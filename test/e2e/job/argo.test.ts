import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeObject } from '../../support/api/api.ts';
import { binary } from '../../support/binaries/binaries.ts';
import { run } from '../../support/binaries/run.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startControlPlane } from '../../support/control-plane/start.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';

// The example for Argo, by Argo's own validation and by an API server with Argo's own schema. That its command lines are
// those of the program is in test/house/argo-example.test.ts.

const example = join(import.meta.dirname, '../../../examples/argo-workflow/fleet.yaml');
let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane({ crds: ['argo'], controllers: [] });
  await ensureNamespace(plane, 'tsmove-system');
});

afterAll(() => plane.stop());

/** The example with something else in one place, as a file. */
async function changed(from: string, to: string): Promise<string> {
  const text = await readFile(example, 'utf8');
  expect(text).toContain(from);
  const file = join(plane.directory, 'changed.yaml');
  await writeFile(file, text.replace(from, to));
  return file;
}

async function validate(file: string): Promise<string> {
  return run((await binary('argo-validate')).path, [file]);
}

async function create(file: string): Promise<string> {
  const { path } = await binary('kubectl');
  return run(path, ['create', '--validate=strict', '--kubeconfig', plane.kubeconfig, '-f', file]);
}

test('Argo has no objection to the example', async () => {
  await expect(validate(example)).resolves.toBe('');
});

test.each([
  ['a step whose template is missing', 'template: approve', 'template: consent', "template name 'consent' undefined"],
  [
    'a parameter that nobody gives',
    '{{inputs.parameters.namespace}}',
    '{{inputs.parameters.fleet}}',
    'failed to resolve',
  ],
  ['a field that does not exist', 'suspend: {}', 'wait: {}', 'unknown field "spec.templates[2].wait"'],
])('Argo would object to %s', async (_what, from, to, words) => {
  await expect(validate(await changed(from, to))).rejects.toThrow(words);
});

test('an API server takes it as it is written, and nothing that its schema does not know', async () => {
  await expect(create(await changed('suspend: {}', 'wait: {}'))).rejects.toThrow(
    'unknown field "spec.templates[2].wait"',
  );
  await create(example);
  const path = '/apis/argoproj.io/v1alpha1/namespaces/tsmove-system/workflowtemplates/tsmove-fleet';
  const { spec } = await plane.api.call<KubeObject & { readonly spec: Template }>('GET', path);
  // Octal, as whoever wrote it meant it; and the anchor has brought the mounts to both.
  expect(spec.volumes[0]?.secret.defaultMode).toBe(0o400);
  const mounts = spec.templates.flatMap(({ container }) => (container === undefined ? [] : [container.volumeMounts]));
  expect(mounts).toHaveLength(2);
  expect(mounts[0]).toEqual(mounts[1]);
});

interface Template {
  readonly volumes: readonly { readonly secret: { readonly defaultMode: number } }[];
  readonly templates: readonly { readonly container?: { readonly volumeMounts: readonly object[] } }[];
}
