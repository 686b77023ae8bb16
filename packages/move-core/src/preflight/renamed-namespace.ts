import { namespaces } from '../discover/core-types.ts';
import { proofGaps } from '../namespace-map/findings.ts';
import { createInspection } from '../namespace-map/inspect.ts';
import { namespaceMapOf } from '../plan/arrival.ts';
import type { Check } from './check.ts';

/**
 * A namespace that the target lacks is created like that of the source, with its labels and annotations: these may name
 * it as well.
 */
export const checkNamespaceItself: Check = async ({ plan, source, providers, targetNamespaces }) => {
  const map = namespaceMapOf(plan.scope);
  if (map === undefined || targetNamespaces.get(map.from) !== 'missing') return [];
  const namespace = await source.get(namespaces, { name: map.from });
  if (namespace === undefined) return [];
  const { name, labels, annotations } = namespace.metadata;
  const taken = {
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: {
      name,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  };
  return proofGaps(taken, map, createInspection(map, providers)(taken));
};
