import type { PageObject, Scale } from './page.ts';

/** What a plan says of each object. */
export const fates: Scale = {
  id: 'fate',
  label: 'Fate',
  values: [
    { id: 'move', label: 'moves', tone: 'blue', hint: 'Created in the target, then deleted in the source.' },
    {
      id: 'copy',
      label: 'copied',
      tone: 'teal',
      hint: 'Created in the target unless an equal one is there, and kept in the source.',
    },
    { id: 'stay', label: 'stays', tone: 'grey', hint: 'Left behind in the source.' },
    {
      id: 'collected',
      label: 'collected',
      tone: 'orange',
      hint: 'Left behind, and then deleted by the garbage collector of the source, because its owners go.',
    },
  ],
};

/** How an object takes part, before there is a plan. */
export const parts: Scale = {
  id: 'fate',
  label: 'Part',
  values: [
    { id: 'part', label: 'takes part', tone: 'blue', hint: 'A move of the whole namespace takes it along.' },
    { id: 'outside', label: 'no part', tone: 'grey', hint: 'No move takes it along.' },
    {
      id: 'elsewhere',
      label: 'elsewhere',
      tone: 'violet',
      hint: 'In another namespace; it may use objects of this one.',
    },
    {
      id: 'named',
      label: 'only named',
      tone: 'orange',
      hint: 'Known only because another object names it as its owner.',
    },
  ],
};

/** Where an object stands in a move, by what its journal says. */
export const states: Scale = {
  id: 'state',
  label: 'State',
  values: [
    { id: 'moved', label: 'moved', tone: 'green', hint: 'In the target, and deleted in the source.' },
    { id: 'copied', label: 'copied', tone: 'teal', hint: 'In the target, and kept in the source.' },
    { id: 'both', label: 'on both sides', tone: 'amber', hint: 'In the target already, and still in the source.' },
    { id: 'source', label: 'in the source', tone: 'grey', hint: 'In the source, and not in the target.' },
    { id: 'unknown', label: 'unknown', tone: 'violet', hint: 'A request was sent, and no answer is in the journal.' },
    { id: 'failed', label: 'failed', tone: 'red', hint: 'The last attempt failed; the details say why.' },
    { id: 'outside', label: 'not touched', tone: 'grey', hint: 'No part of the move.' },
  ],
};

/** Which part of Cluster API a kind belongs to, by its API group. */
export const families: Scale = {
  id: 'family',
  label: 'API',
  values: [
    { id: 'core', label: 'Cluster API', tone: 'blue', hint: 'Clusters, Machines and what makes them.' },
    { id: 'controlplane', label: 'control plane', tone: 'violet', hint: 'Control plane providers.' },
    { id: 'bootstrap', label: 'bootstrap', tone: 'amber', hint: 'Bootstrap providers.' },
    { id: 'infrastructure', label: 'infrastructure', tone: 'teal', hint: 'Infrastructure providers.' },
    { id: 'addons', label: 'add-ons', tone: 'green', hint: 'Add-on providers and ClusterResourceSets.' },
    { id: 'ipam', label: 'addresses', tone: 'orange', hint: 'Address pools, claims and addresses.' },
    { id: 'kubernetes', label: 'Kubernetes', tone: 'grey', hint: 'Secrets, ConfigMaps and the like.' },
    { id: 'other', label: 'others', tone: 'red', hint: 'Kinds of other API groups.' },
  ],
};

/** The family of an object. Metal3 keeps its hosts in a group of its own. */
export function familyOf({ group }: Pick<PageObject, 'group'>): string {
  if (group === undefined || !group.includes('.') || group.endsWith('.k8s.io')) return 'kubernetes';
  if (group === 'cluster.x-k8s.io') return 'core';
  if (group === 'metal3.io') return 'infrastructure';
  const [first = ''] = group.split('.');
  return families.values.some(({ id }) => id === first) ? first : 'other';
}
