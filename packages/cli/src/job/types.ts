import type { ResourceType } from '@tsmove/move-core';

function core(kind: string, plural: string): ResourceType {
  return { group: '', version: 'v1', kind, plural, namespaced: true, hasStatus: false };
}

export const pods: ResourceType = { ...core('Pod', 'pods'), hasStatus: true };
export const configMaps: ResourceType = core('ConfigMap', 'configmaps');
export const events: ResourceType = core('Event', 'events');
