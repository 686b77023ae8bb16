import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Schema = Readonly<Record<string, unknown>>;

const published = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@tsmove/cli/events.schema.json')), 'utf8'),
) as Schema & { readonly $defs: Readonly<Record<string, Schema>> };

/** Types that the published schema knows. */
export const knownTypes: ReadonlySet<string> = new Set(
  Object.keys(published.$defs).flatMap((name) => (name.startsWith('line:') ? [name.split(':')[1] ?? ''] : [])),
);

const asPublished = new Ajv2020().compile(published);
const strict = new Ajv2020({ allErrors: true }).compile({ ...published, $defs: closed(published.$defs) });

/**
 * What is wrong with the lines that a run of `-o json` has printed: against the published schema, and against one that
 * knows no other fields and types than that. Empty if nothing is.
 */
export function problemsOf(stdout: string): readonly string[] {
  return stdout
    .trimEnd()
    .split('\n')
    .flatMap((text) => {
      const line = JSON.parse(text) as { readonly type: string };
      const wrong = [
        ...(asPublished(line) ? [] : (asPublished.errors ?? [])),
        ...(strict(line) ? [] : (strict.errors ?? [])),
      ].map(({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
      const all = knownTypes.has(line.type) ? wrong : [`unknown type ${line.type}`, ...wrong];
      return all.map((problem) => `${problem} in ${text}`);
    });
}

/** The same schema, in which every object has the fields that it names and no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]): readonly [string, unknown] => [key, closed(value)]);
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema;
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}
