import { UsageError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { discoverResources } from '../../server/resources/discover.ts';
import type { ApiServer } from '../../server/types.ts';

/** Tells the resource type of an object at the very version that it names. */
export type TypeOf = (object: KubeObject) => ResourceType;

/** What the server serves now; to be asked anew when definitions were added. Raises UsageError for an unknown kind. */
export async function learnTypes(server: ApiServer): Promise<TypeOf> {
  const { resources } = await discoverResources(server);
  return (object) => {
    const ref = refOf(object);
    const type = resources.find(
      ({ group, version, kind }) => group === ref.group && version === ref.version && kind === ref.kind,
    );
    if (type === undefined) {
      throw new UsageError(`the ${server.label} serves no ${ref.kind} of ${object.apiVersion}`, {
        ref,
        code: 'component-unknown-kind',
        hint: 'Add its CustomResourceDefinition to the components, or install what serves it first.',
      });
    }
    const { group, version, kind, plural, namespaced, hasStatus } = type;
    return { group, version, kind, plural, namespaced, hasStatus };
  };
}
