import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { applyMergePatch, inverseMergePatch, setsValue } from '../../model/merge-patch.ts';
import { refOf } from '../../model/object-ref.ts';
import { withMetadata } from '../object-of.ts';

const pausedAnnotation = 'cluster.x-k8s.io/paused';

/** The manager under which clusterctl writes: the name of its program, which it takes from its user agent. */
const clusterctlManager = 'clusterctl';

/** The merge patch that pauses an object for a directory; undefined for kinds that clusterctl does not pause. */
function pauseOf(object: KubeObject): JsonObject | undefined {
  if (isKind(object, 'Cluster')) return { spec: { paused: true } };
  return isKind(object, 'ClusterClass') ? { metadata: { annotations: { [pausedAnnotation]: '' } } } : undefined;
}

/**
 * The object as a directory has it: Clusters and ClusterClasses are paused there, because clusterctl creates what it
 * finds, and lifts the pause when everything is there (F1.4, F2.8).
 */
export function pausedForDirectory(object: KubeObject): KubeObject {
  const pause = pauseOf(object);
  return pause === undefined ? object : patched(object, pause);
}

/** What was said of the pause before, if anything was: the merge patch that says it again. */
export function earlierPause(object: KubeObject): JsonObject | undefined {
  const pause = pauseOf(object);
  const restore = pause === undefined ? {} : inverseMergePatch(object, pause);
  return setsValue(restore) ? restore : undefined;
}

/** An object that tsmove had paused for a directory, with what was said of its pause before. */
export function withEarlierPause(object: KubeObject, restore: JsonObject): KubeObject {
  return patched(object, restore);
}

function patched(object: KubeObject, patch: JsonObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const result = applyMergePatch(object, patch);
  const changed = isJsonObject(result['metadata']) ? result['metadata'] : {};
  return { ...result, apiVersion, kind, metadata: { ...changed, name: metadata.name } };
}

function isPaused(object: KubeObject): boolean {
  if (isKind(object, 'Cluster') && isJsonObject(object.spec)) return object.spec['paused'] === true;
  return isKind(object, 'ClusterClass') && object.metadata.annotations?.[pausedAnnotation] !== undefined;
}

/**
 * The object without the pause that it got for the directory. clusterctl writes none that the user had paused. What it
 * did for that goes as well: its name among the managers of the field, and the generation that the change had raised.
 */
export function resumedFromDirectory(object: KubeObject): KubeObject {
  if (!isPaused(object)) return object;
  const isCluster = isKind(object, 'Cluster');
  const resumed = isCluster ? withoutPausedField(object) : withoutPausedAnnotation(object);
  const path = isCluster ? ['f:spec', 'f:paused'] : ['f:metadata', 'f:annotations', `f:${pausedAnnotation}`];
  const byClusterctl = (object.metadata.managedFields ?? []).some(
    (entry) => entry['manager'] === clusterctlManager && owns(entry['fieldsV1'], path),
  );
  return withMetadata(resumed, ({ managedFields: _managers, generation, ...metadata }) => {
    const managers = (object.metadata.managedFields ?? []).flatMap((entry) => withoutField(entry, path));
    const counted = typeof generation === 'number' && isCluster && byClusterctl ? generation - 1 : generation;
    return {
      ...metadata,
      ...(counted === undefined ? {} : { generation: counted }),
      ...(managers.length === 0 ? {} : { managedFields: managers }),
    };
  });
}

function isKind(object: KubeObject, kind: string): boolean {
  const ref = refOf(object);
  return ref.group === 'cluster.x-k8s.io' && ref.kind === kind;
}

function withoutPausedField(object: KubeObject): KubeObject {
  const { paused: _paused, ...spec } = isJsonObject(object.spec) ? object.spec : {};
  return { ...object, spec };
}

function withoutPausedAnnotation(object: KubeObject): KubeObject {
  const { [pausedAnnotation]: _paused, ...others } = object.metadata.annotations ?? {};
  return withMetadata(object, ({ annotations: _annotations, ...metadata }) => ({
    ...metadata,
    ...(Object.keys(others).length === 0 ? {} : { annotations: others }),
  }));
}

function owns(fields: JsonObject[string], [key = '', ...rest]: readonly string[]): boolean {
  if (!isJsonObject(fields) || fields[key] === undefined) return false;
  return rest.length === 0 || owns(fields[key], rest);
}

/** A manager's entry without one field; none if it had no other. */
function withoutField(entry: JsonObject, path: readonly string[]): readonly JsonObject[] {
  if (!owns(entry['fieldsV1'], path)) return [entry];
  const fields = prune(entry['fieldsV1'], path);
  return fields === undefined ? [] : [{ ...entry, fieldsV1: fields }];
}

function prune(fields: JsonObject[string], [key = '', ...rest]: readonly string[]): JsonObject | undefined {
  if (!isJsonObject(fields)) return undefined;
  const { [key]: below, ...others } = fields;
  const kept = rest.length === 0 ? undefined : prune(below, rest);
  const pruned: JsonObject = kept === undefined ? others : { ...others, [key]: kept };
  // `.` is the map itself, which goes with the last thing in it.
  return Object.keys(pruned).every((name) => name === '.') ? undefined : pruned;
}
