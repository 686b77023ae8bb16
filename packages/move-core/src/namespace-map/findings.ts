import type { Diagnostic } from '../errors.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { refOf } from '../model/object-ref.ts';
import type { ObjectIndex, Provider } from '../provider/types.ts';
import { createInspection } from './inspect.ts';
import type { NamespaceMap } from './types.ts';

/** An object of the plan, as far as its namespace is concerned. */
export interface RenamedObject {
  readonly object: KubeObject;
  readonly status: 'carry' | 'drop' | 'none';
}

/** How many places a finding names. */
const shown = 5;

/**
 * Why a move into a namespace of another name might not be consistent: every mention of the old name must be known to
 * be rewritten, or known to be something else, and nothing may speak of the new name already. `others` are objects of
 * the source that stay, as far as they were read.
 */
export function inspectRenaming(
  map: NamespaceMap,
  objects: readonly RenamedObject[],
  others: readonly KubeObject[],
  by: { readonly providers: readonly Provider[]; readonly index: ObjectIndex },
): readonly Diagnostic[] {
  const usesOf = createInspection(map, by.providers);
  return [
    ...objects.flatMap(({ object, status }) => [
      ...proofGaps(object, map, usesOf(object)),
      ...by.providers.flatMap((provider) => [
        ...(provider.inspectRenamed?.(object, by.index, { ...map, status }) ?? []),
      ]),
    ]),
    ...others.flatMap((object) => leftReferring(object, map, usesOf(object).rewritten)),
  ];
}

/** What is not proven of one object. */
export function proofGaps(
  object: KubeObject,
  { from, to }: NamespaceMap,
  { clashing, unproven, inText }: ReturnType<ReturnType<typeof createInspection>>,
): readonly Diagnostic[] {
  const ref = refOf(object);
  const findings: Diagnostic[] = [];
  if (ref.namespace === to) {
    findings.push({
      code: 'namespace-clash',
      severity: 'error',
      ref,
      message: `it would share its namespace in the target with the objects of ${from}`,
      remedy: `Give the objects of ${from} another new namespace, or take the ones in ${to} out of the move.`,
    });
  } else if (clashing.length > 0) {
    findings.push({
      code: 'namespace-clash',
      severity: 'error',
      ref,
      message: `it refers to the source's namespace ${to}, and would refer to its own in the target (${list(clashing)})`,
      remedy: `Give the objects of ${from} another new namespace.`,
    });
  }
  if (unproven.length > 0) {
    findings.push({
      code: 'namespace-not-provable',
      severity: 'error',
      ref,
      message: `it says ${from} where nobody knows whether the namespace is meant: ${list(unproven)}`,
      remedy:
        'If something else is meant, pass --skip-preflight namespace-not-provable: it stays as it is. If the namespace is meant, describe the place in a provider.',
    });
  }
  if (inText.length > 0) {
    findings.push({
      code: 'namespace-in-text',
      severity: 'error',
      ref,
      message: `the namespace ${from} is named inside a text, which is not rewritten: ${list(inText)}`,
      remedy:
        'If a namespace of the workload cluster is meant, pass --skip-preflight namespace-in-text: the text stays as it is.',
    });
  }
  return findings;
}

function leftReferring(object: KubeObject, { from }: NamespaceMap, places: readonly string[]): readonly Diagnostic[] {
  if (places.length === 0) return [];
  return [
    {
      code: 'namespace-referred-to',
      severity: 'warning',
      ref: refOf(object),
      message: `it refers to namespace ${from} and stays; if it follows later, it will look for that name in the target (${list(places)})`,
      remedy: 'Move it along, or change what it refers to before it moves.',
    },
  ];
}

function list(places: readonly string[]): string {
  const more = places.length - shown;
  return places.slice(0, shown).join(', ') + (more > 0 ? ` and ${more.toString()} more` : '');
}
