import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { listAt, objectAt } from './workloads.ts';

const variable = 'PROVISIONING_INTERFACE';

/**
 * Components with the network interface of the target's provisioning network: the data of ConfigMaps that name one, and
 * the environment of containers. It is another one on nearly every host, and Ironic listens on no other.
 */
export function withProvisioningInterface(
  components: readonly KubeObject[],
  name: string | undefined,
): readonly KubeObject[] {
  if (name === undefined) return components;
  return components.map((object) => {
    if (object.kind === 'ConfigMap') {
      const data = objectAt(object['data']);
      return variable in data ? { ...object, data: { ...data, [variable]: name } } : object;
    }
    const template = objectAt(object.spec, 'template', 'spec');
    const mend = (containers: JsonValue | undefined): readonly JsonValue[] =>
      listAt(containers).map((container) => {
        if (!isJsonObject(container) || !Array.isArray(container['env'])) return container;
        const env = listAt(container['env']).map((one) =>
          objectAt(one)['name'] === variable && 'value' in objectAt(one) ? { ...objectAt(one), value: name } : one,
        );
        return { ...container, env };
      });
    if (
      !JSON.stringify(template, (_key, value: unknown) => (typeof value === 'bigint' ? '' : value)).includes(variable)
    ) {
      return object;
    }
    const spec = objectAt(object.spec);
    return {
      ...object,
      spec: {
        ...spec,
        template: {
          ...objectAt(spec['template']),
          spec: {
            ...template,
            containers: mend(template['containers']),
            ...(template['initContainers'] === undefined ? {} : { initContainers: mend(template['initContainers']) }),
          },
        },
      },
    };
  });
}

/** The same workload with that many replicas. */
export function withReplicas(workload: KubeObject, replicas: number): KubeObject {
  return { ...workload, spec: { ...objectAt(workload.spec), replicas } };
}
