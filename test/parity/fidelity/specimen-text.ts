import { createHash } from 'node:crypto';
import { membersOf } from './json-members.ts';
import type { RawApi } from './raw-api.ts';
import type { Specimen } from './specimen.ts';

/** Parts of a text by their keys. */
export type Texts = Readonly<Record<string, string>>;

/** What each API server decides for itself; the name that generateName has led to is there (docs/equality.md). */
const decidedByServer = ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'generateName'];

const absent = '{"absent":true,"metadata":{"absent":true}}';

/** The text of every field but metadata. */
export function fieldsIn(text: string = absent): Texts {
  const fields = [...membersOf(text)].filter(([key]) => key !== 'metadata');
  return Object.fromEntries(fields.map(([key, field]) => [key, inBrief(field)]));
}

/** The text of every field of metadata that is to be kept. */
export function metadataIn(text: string = absent): Texts {
  const metadata = membersOf(membersOf(text).get('metadata') ?? '{}');
  const comparable = [...metadata].filter(([key]) => !decidedByServer.includes(key));
  // When a manager wrote last is the only thing about managers that is not kept.
  const timeless = (key: string, field: string): string =>
    key === 'managedFields' ? field.replaceAll(/"time":"[^"]*"/g, '') : field;
  return Object.fromEntries(comparable.map(([key, field]) => [key, inBrief(timeless(key, field))]));
}

/** Nobody wants to see a quarter of a megabyte when a test fails. */
function inBrief(text: string): string {
  if (text.length < 5_000) return text;
  return `${text.slice(0, 100)}… ${text.length} characters, ${createHash('sha256').update(text).digest('hex')}`;
}

export function pathOf({ collection, name }: Specimen): string {
  return `${collection}/${name}`;
}

/** Creates a specimen and returns its text as the API server has it in the end. */
export async function create(api: RawApi, specimen: Specimen): Promise<string> {
  const { collection, name, metadata, body, status } = specimen;
  const more = metadata === undefined ? '' : `,${metadata}`;
  const created = await api.call('POST', collection, `{"metadata":{"name":"${name}"${more}},${body}}`);
  if (status !== undefined) {
    const head = membersOf(created);
    const written = ['apiVersion', 'kind', 'metadata', 'spec'].map((key) => `"${key}":${head.get(key) ?? '{}'}`);
    await api.call('PUT', `${pathOf(specimen)}/status`, `{${written.join(',')},"status":${status}}`);
  }
  return api.call('GET', pathOf(specimen));
}
