import type { Api, KubeObject } from './api.ts';
import { type Kinds, pathOf } from './discovery.ts';

/** Creates an object as it is, in the group of its apiVersion and the version that the test bed uses of its kind. */
export async function createObject(
  { api, kinds }: { readonly api: Api; readonly kinds: Kinds },
  object: KubeObject,
): Promise<void> {
  const group = object.apiVersion.includes('/') ? object.apiVersion.replace(/\/.*/u, '') : '';
  const resource = await kinds.find(object.kind, group);
  await api.call('POST', pathOf(resource, object.metadata.namespace), object);
}
