import { deepEqual } from '../../model/deep-equal.ts';
import { isJsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { isUnfinished } from '../../model/marks.ts';
import { changesNothing } from '../../model/merge-patch.ts';
import { refOf } from '../../model/object-ref.ts';
import { holdFor } from '../../provider/holds.ts';
import type { Provider } from '../../provider/types.ts';

/** Why an object of the target may not be replaced by the source's; what is to be done about it. */
export interface Refusal {
  readonly because: string;
  readonly remedy: string;
}

/**
 * Why the target's object must not be replaced by the source's of the same name; undefined if it may be. It has to
 * stand for the same thing, nobody may have it in hand, and no controller may be at work on it: like what is created,
 * it is held from the first write on.
 */
export function refusalToReplace(
  here: KubeObject,
  there: KubeObject,
  providers: readonly Provider[],
): Refusal | undefined {
  if (there.metadata.deletionTimestamp !== undefined) {
    return {
      because: 'it is being deleted there',
      remedy: 'Let the deletion come to its end, or find out what holds it up.',
    };
  }
  if (isUnfinished(there)) {
    return { because: 'an unfinished move has it in hand', remedy: 'Resume or roll back that move first.' };
  }
  const path = differentIdentity(here, there, providers);
  if (path !== undefined) {
    return {
      because: `it stands for something else: ${path} differs`,
      remedy: 'Find out which of the two is right, and remove or rename the other.',
    };
  }
  if (!isHeld(there, providers)) {
    return {
      because: 'it is not paused there, so controllers are at work on it',
      remedy: 'Pause it in the target, wait until its controllers are at rest, and try again.',
    };
  }
  return undefined;
}

function differentIdentity(here: KubeObject, there: KubeObject, providers: readonly Provider[]): string | undefined {
  const paths = new Set(providers.flatMap((provider) => [...(provider.identifiedBy?.(here) ?? [])]));
  return [...paths].sort().find((path) => {
    const [a, b] = [valueAt(here, path), valueAt(there, path)];
    return isSet(a) && isSet(b) && !deepEqual(a, b);
  });
}

/** An endpoint that is not known yet is an empty string, or port 0. */
function isSet(value: JsonValue | undefined): value is JsonValue {
  return value !== undefined && value !== null && value !== '' && value !== 0;
}

function valueAt(object: KubeObject, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** What is held by something above it is as still as that. */
function isHeld(object: KubeObject, providers: readonly Provider[]): boolean {
  const hold = holdFor(providers, refOf(object));
  const patch = hold?.by === 'self' ? hold.pause?.(object) : undefined;
  return patch === undefined || changesNothing(object, patch);
}
