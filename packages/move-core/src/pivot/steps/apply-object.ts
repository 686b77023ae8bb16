import { ApiError, VerifyError } from '../../errors.ts';
import { deepEqual } from '../../model/deep-equal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf } from '../../model/object-ref.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import type { ApiServer } from '../../server/types.ts';
import { expectObject } from '../../server/verbs/answer.ts';
import { objectPath } from '../../server/verbs/paths.ts';
import { pivotFieldManager } from '../ledger.ts';

export interface ApplyOptions {
  readonly force: boolean;
  readonly dryRun?: boolean;
}

/** Server-side apply. Raises ApiError; for fields of another manager with what to do about it. */
export async function applyObject(
  server: ApiServer,
  type: ResourceType,
  object: KubeObject,
  { force, dryRun = false }: ApplyOptions,
): Promise<KubeObject> {
  const path = objectPath(type, object.metadata);
  try {
    const answer = await server.request({
      method: 'PATCH',
      path,
      // YAML is what the type is called; JSON is YAML.
      contentType: 'application/apply-patch+yaml',
      body: object,
      query: {
        fieldManager: pivotFieldManager,
        force: force ? 'true' : undefined,
        dryRun: dryRun ? 'All' : undefined,
      },
    });
    return expectObject(server.label, path, answer, 'written');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const { status, reason, words } = error;
    throw new ApiError(`the ${server.label} has it with other values, which somebody else looks after: ${words}`, {
      ...{ status, reason, words, cause: error, ref: refOf(object) },
      code: 'component-conflict',
      hint: 'Leave it out of the components, or take the fields over with --force-components.',
    });
  }
}

/** What a server manages by itself: it is no difference, and nobody may write it. */
const serverOwned: ReadonlySet<string> = new Set([
  ...['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'],
]);

/** The merge patch that takes `after` back to `before`: empty if they differ in nothing that one may write. */
export function patchBack(before: KubeObject, after: KubeObject): JsonObject {
  return difference(writable(after), writable(before));
}

function writable({ status: _status, metadata, ...object }: KubeObject): JsonObject {
  return {
    ...object,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !serverOwned.has(key))),
  };
}

function difference(from: JsonObject, to: JsonObject): JsonObject {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return Object.fromEntries(
    keys.flatMap((key): [string, JsonValue][] => {
      const [a, b] = [from[key], to[key]];
      if (deepEqual(a, b)) return [];
      if (isJsonObject(a) && isJsonObject(b)) return [[key, difference(a, b)]];
      return [[key, b ?? null]];
    }),
  );
}

/** Raises VerifyError for what may not be remembered: the record is no Secret. */
export function requireNoSecret(object: KubeObject): void {
  if (object.kind !== 'Secret') return;
  throw new VerifyError('it is in the target with other values, and those cannot be remembered for an undo', {
    ref: refOf(object),
    code: 'component-secret-differs',
    hint: 'Leave it out of the components, and change it by hand.',
  });
}
