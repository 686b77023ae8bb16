import type { MoveState } from '../journal/state.ts';
import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';

/**
 * The objects of an archive as the process before had left them in its memory, as far as going on with its import
 * depends on it: what had been retired is gone, unless it is to come back; what a rollback had made anew has the UID
 * that it got then. Holds need not be there: they are put on again, or there is nothing to take off.
 */
export function replayed(
  objects: readonly KubeObject[],
  state: MoveState,
  command: 'resume' | 'rollback',
): readonly KubeObject[] {
  const back = state.rollback !== undefined || command === 'rollback';
  const uids = new Map(
    [...state.objects].flatMap(([uid, { source, sourceUid }]): [string, string][] =>
      source === 'recreated' && sourceUid !== undefined ? [[uid, sourceUid]] : [],
    ),
  );
  return objects
    .filter(({ metadata: { uid = '' } }) => back || state.objects.get(uid)?.source !== 'retired')
    .map((object) => renamed(object, uids));
}

function renamed(object: KubeObject, uids: ReadonlyMap<string, string>): KubeObject {
  if (uids.size === 0) return object;
  const { uid, ownerReferences } = object.metadata;
  const metadata: JsonObject = {
    ...object.metadata,
    ...(uid === undefined ? {} : { uid: uids.get(uid) ?? uid }),
    ...(ownerReferences === undefined
      ? {}
      : { ownerReferences: ownerReferences.map((owner) => ({ ...owner, uid: uids.get(owner.uid) ?? owner.uid })) }),
  };
  return { ...object, metadata: { ...metadata, name: object.metadata.name } };
}
