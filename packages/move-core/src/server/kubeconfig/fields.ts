import { KubeconfigError } from '../../errors.ts';
import type { Place } from './types.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Reads typed fields of one mapping in a kubeconfig; every complaint names the file and the field, never a value. */
export interface FieldReader {
  readonly place: Place;
  text(name: string): string | undefined;
  required(name: string): string;
  flag(name: string): boolean;
  list(name: string): readonly unknown[];
  mapping(name: string): FieldReader | undefined;
  raw(): Fields;
}

export function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function kubeconfigError(
  place: Place,
  problem: string,
  options: { readonly cause?: unknown; readonly hint?: string } = {},
): KubeconfigError {
  const at = place.field === '' ? '' : `: ${place.field}`;
  return new KubeconfigError(`kubeconfig ${place.file}${at} ${problem}`, options);
}

/** Raises KubeconfigError if `value` is not a mapping. */
export function readFields(place: Place, value: unknown): FieldReader {
  if (!isMapping(value)) throw kubeconfigError(place, 'is not a mapping');
  const at = (name: string): Place => ({
    file: place.file,
    field: place.field === '' ? name : `${place.field}.${name}`,
  });

  // Empty values count as absent, as in kubectl.
  const text = (name: string): string | undefined => {
    const found = value[name];
    if (found === undefined || found === null || found === '') return undefined;
    if (typeof found !== 'string') throw kubeconfigError(at(name), 'is not a string (put it in quotes)');
    return found;
  };

  return {
    place,
    text,
    required(name) {
      const found = text(name);
      if (found === undefined) throw kubeconfigError(at(name), 'is missing');
      return found;
    },
    flag(name) {
      const found = value[name] ?? false;
      if (typeof found !== 'boolean') throw kubeconfigError(at(name), 'is neither true nor false');
      return found;
    },
    list(name) {
      const found = value[name] ?? [];
      if (!Array.isArray(found)) throw kubeconfigError(at(name), 'is not a list');
      return found as readonly unknown[];
    },
    mapping(name) {
      const found = value[name];
      return found === undefined || found === null ? undefined : readFields(at(name), found);
    },
    raw: () => value,
  };
}

/** Reads a list of texts. */
export function readTexts(fields: FieldReader, name: string): readonly string[] {
  return fields.list(name).map((item, index) => {
    if (typeof item === 'string') return item;
    throw kubeconfigError(
      { file: fields.place.file, field: `${fields.place.field}.${name}[${index.toString()}]` },
      'is not a string (put it in quotes)',
    );
  });
}

/** The first line of somebody else's error message up to the first thing that it quotes: that may be a secret. */
export function withoutQuotations(message: string): string {
  return message.replace(/[ :]*["'`<{[!&*(\n].*$/s, '');
}

/** A version or kind that a file names, if it looks like one: anything else may be a secret that stands in the wrong place. */
export function shownWord(word: string): string {
  return /^(?:[a-z0-9.-]{1,60}\/)?v\d{1,3}\w{0,10}$|^[A-Z][A-Za-z]{0,40}$/.test(word) ? word : 'something else';
}
