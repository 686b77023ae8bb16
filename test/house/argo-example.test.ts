import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { problemWith } from '../docs/pages/flags.ts';

interface Step {
  readonly template: string;
}

interface Workflow {
  readonly spec: {
    readonly templates: readonly {
      readonly name: string;
      readonly steps?: readonly (readonly Step[])[];
      readonly container?: { readonly args: readonly string[] };
    }[];
  };
}

// The first command line loads most of the program; a machine that shares its cores takes its time for that.
test(
  'the workflow plans, is approved and applies, by command lines that the program takes',
  { timeout: 240_000 },
  async () => {
    const file = new URL('../../examples/argo-workflow/fleet.yaml', import.meta.url);
    const { spec } = load(await readFile(file, 'utf8')) as Workflow;
    const order = spec.templates[0]?.steps?.map((group) => group.map(({ template }) => template).join());
    expect(order).toEqual(['plan', 'approve', 'apply']);
    const lines = spec.templates.flatMap(({ container }) => (container === undefined ? [] : [container.args]));
    expect(lines).toHaveLength(2);
    for (const args of lines) {
      const words = args.map((word) => word.replaceAll(/\{\{.*?\}\}/g, 'fleet'));
      expect(await problemWith(words), words.join(' ')).toBeUndefined();
    }
  },
);
