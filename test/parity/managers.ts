import { modelOf } from './comparison.ts';
import type { Outcome } from './experiment.ts';
import { differencesBetween } from './state/differences.ts';
import { portraitOf, type Json } from './state/portrait.ts';

/** Moved objects whose field managers, or what these manage, are not what they were in the source; by their keys. */
export function managersChanged(outcome: Outcome): readonly string[] {
  const model = modelOf(outcome);
  // On which side an owner is that managers name: a table of its own says what each tool makes of that.
  const managers = (portrait: Json): Json | undefined => {
    const { managedFields } = (portrait as { readonly metadata: { readonly managedFields: Json } }).metadata;
    return JSON.parse(JSON.stringify(managedFields).replaceAll(/ \((?:source|target)\)/g, '')) as Json;
  };
  return [...outcome.target.after].flatMap(([key, object]) => {
    const before = outcome.source.before.get(key);
    // What was in the target before the move is none of the tool's; namespaces are a case of their own.
    if (before === undefined || outcome.target.before.has(key) || object.kind === 'Namespace') return [];
    const found = differencesBetween(managers(portraitOf(before, model)), managers(portraitOf(object, model)));
    return found.length === 0 ? [] : [key];
  });
}

/** Where a tool still shows as the manager of fields, on either side; `Kind ns/name: manager`. */
export function ownManagersLeft({ source, target }: Outcome): readonly string[] {
  return [...source.after, ...target.after].flatMap(([key, { metadata }]) =>
    (metadata.managedFields ?? [])
      .map((entry) => String((entry as { readonly manager?: unknown }).manager))
      .filter((manager) => /^(clusterctl|tsmove)/.test(manager))
      .map((manager) => `${key}: ${manager}`),
  );
}
