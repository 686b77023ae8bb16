import type { HoldRecord } from '../journal/records.ts';
import { isJsonObject, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { applyMergePatch } from '../model/merge-patch.ts';
import { projectManagers } from '../projection/project-managers.ts';

/**
 * A held object as it was before it was held, with all that its controllers have written since: its pause and our marks
 * are gone, the generation and the field managers are the earlier ones.
 */
export function unheldObject(object: KubeObject, hold: HoldRecord | undefined, moveId: string): KubeObject {
  if (hold?.byUs !== true) return object;
  const { metadata, ...restored } = applyMergePatch(object, hold.restore);
  const { apiVersion, kind } = object;
  return {
    ...restored,
    apiVersion,
    kind,
    metadata: earlier(object, isJsonObject(metadata) ? metadata : {}, hold, moveId),
  };
}

function earlier(
  object: KubeObject,
  { generation, annotations, managedFields: _managers, ...metadata }: JsonObject,
  hold: HoldRecord,
  moveId: string,
): KubeObject['metadata'] {
  const managers = projectManagers(object, hold.managersBefore, moveId);
  return {
    ...metadata,
    name: object.metadata.name,
    ...(generation === undefined ? {} : { generation: hold.generationBefore }),
    // An API server keeps no empty map: the marks were the only ones.
    ...(isTextMap(annotations) && Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(managers.length === 0 ? {} : { managedFields: managers }),
  };
}

function isTextMap(value: JsonObject[string]): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((item) => typeof item === 'string');
}
