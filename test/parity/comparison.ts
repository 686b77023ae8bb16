import type { KubeObject } from '../support/api/api.ts';
import type { Outcome } from './experiment.ts';
import { differencesBetween, type ValueDifference } from './state/differences.ts';
import { identitiesIn, portraitOf, type Json, type Model } from './state/portrait.ts';
import { untouched, type State } from './state/state.ts';

export type SideName = 'source' | 'target';

/** One place in which the two tools left an object differently. An object or value that is not there is undefined. */
export interface ParityDifference {
  readonly side: SideName;
  /** Of the object; see `keyOf`. */
  readonly key: string;
  /** The namespace it is in, or is. */
  readonly namespace: string | undefined;
  /** A JSON pointer; empty for the whole object. */
  readonly path: string;
  readonly clusterctl: Json | undefined;
  readonly tsmove: Json | undefined;
}

/** Everything in which the two tools' sources, and their targets, differ after the same moves. */
export function compareOutcomes(clusterctl: Outcome, tsmove: Outcome): readonly ParityDifference[] {
  const [one, other] = [portraits(clusterctl), portraits(tsmove)];
  return (['source', 'target'] as const).flatMap((side) =>
    [...new Set([...one[side].keys(), ...other[side].keys()])].toSorted().flatMap((key) => {
      const [left, right] = [one[side].get(key), other[side].get(key)];
      // What neither tool has touched may differ by nature, such as each server's certificates.
      if (left?.untouched === true && right?.untouched === true) return [];
      const namespace = namespaceOf((left ?? right)?.object);
      return differencesBetween(left?.portrait(), right?.portrait()).map((found: ValueDifference) => ({
        side,
        key,
        namespace,
        path: found.path,
        clusterctl: found.one,
        tsmove: found.other,
      }));
    }),
  );
}

interface Portrayed {
  readonly object: KubeObject;
  readonly untouched: boolean;
  readonly portrait: () => Json;
}

function portraits(outcome: Outcome): Readonly<Record<SideName, ReadonlyMap<string, Portrayed>>> {
  const { source, target } = outcome;
  const model = modelOf(outcome);
  const of = (before: State, after: State): ReadonlyMap<string, Portrayed> => {
    const same = untouched(before, after);
    return new Map(
      [...after].map(([key, object]) => [
        key,
        { object, untouched: same.has(key), portrait: () => portraitOf(object, model) },
      ]),
    );
  };
  return { source: of(source.before, source.after), target: of(target.before, target.after) };
}

export function modelOf({ source, target }: Outcome): Model {
  return {
    identities: identitiesIn({ source: new Map([...source.after, ...source.before]), target: target.after }),
    origin: source.before,
  };
}

function namespaceOf(object: KubeObject | undefined): string | undefined {
  return object?.kind === 'Namespace' ? object.metadata.name : object?.metadata.namespace;
}

/** `target: Machine.cluster.x-k8s.io fleet/m /spec/version: clusterctl "v1", tsmove "v2"`. */
export function formatDifference({ side, key, path, clusterctl, tsmove }: ParityDifference): string {
  const value = (json: Json | undefined): string =>
    json === undefined ? 'nothing' : JSON.stringify(json).slice(0, 300);
  return `${side}: ${key} ${path}: clusterctl ${value(clusterctl)}, tsmove ${value(tsmove)}`;
}
