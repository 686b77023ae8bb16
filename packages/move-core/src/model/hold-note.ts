import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { parseJson, stringifyJson } from './json-codec.ts';
import type { KubeObject } from './kube-object.ts';
import { marks } from './marks.ts';

/**
 * What a held object tells of itself in the annotation `tsmove.dev/hold`: enough to give it its earlier state and to
 * know what was to become of it, if the journal is lost (contract 7.2). It holds no values but those of the hold.
 */
export interface HoldNote {
  /** The merge patch that gives every held value its earlier state; the marks are not in it. */
  readonly restore: JsonObject;
  /** generation in the source before the hold. */
  readonly generation: number;
  readonly fate: 'move' | 'copy';
  /** managedFields before the hold, where the hold took a field over from somebody. */
  readonly managers?: readonly JsonObject[];
}

export function formatHoldNote(note: HoldNote): string {
  const { managers, ...rest } = note;
  return stringifyJson({ ...rest, ...(managers === undefined ? {} : { managers: [...managers] }) });
}

/** Undefined if the object carries none, or one that cannot be read: it is never guessed at. */
export function readHoldNote(object: KubeObject): HoldNote | undefined {
  const text = object.metadata.annotations?.[marks.holdNote];
  if (text === undefined) return undefined;
  let value: JsonValue;
  try {
    value = parseJson(text);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  const { restore, generation, fate, managers } = value;
  if (restore === undefined || !isJsonObject(restore) || typeof generation !== 'number') return undefined;
  if (fate !== 'move' && fate !== 'copy') return undefined;
  if (managers === undefined) return { restore, generation, fate };
  return Array.isArray(managers) && managers.every(isJsonObject) ? { restore, generation, fate, managers } : undefined;
}
