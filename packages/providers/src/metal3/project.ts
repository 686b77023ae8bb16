import type { Difference, KubeObject } from '@tsmove/move-core/provider';
import { isKind } from '../object/group.ts';
import { blockMoveAnnotation, host, pausedAnnotation, pausedByTsmove, statusAnnotation } from './kinds.ts';

/**
 * A host is created paused, whatever happened before, and without what only a move by clusterctl needs: the status as
 * an annotation, which older webhooks refuse for fields they do not know, and CAPM3's block on moves. Its status is
 * written where it belongs, and read back, before anybody may act on the host.
 */
export function project(draft: KubeObject): KubeObject {
  if (!isKind(draft, host.group, host.kind)) return draft;
  const { [statusAnnotation]: _status, [blockMoveAnnotation]: _block, ...kept } = draft.metadata.annotations ?? {};
  const annotations = pausedAnnotation in kept ? kept : { ...kept, [pausedAnnotation]: pausedByTsmove };
  return { ...draft, metadata: { ...draft.metadata, annotations } };
}

/** Parts of a host's status that an older operator in the target does not know, and that no decision rests on. */
const dispensable: readonly string[] = [
  '/status/provisioningFailCount',
  '/status/conditions',
  '/status/lastAttemptedImage',
];

/**
 * An older definition in the target drops what it does not know. Of a host's status only what its operator can do
 * without may be lost; the state, the image and the ID never are.
 */
export function tolerates({ ref, path, change }: Difference): boolean {
  if (ref.group !== host.group || ref.kind !== host.kind || change !== 'lost') return false;
  return dispensable.some((root) => path === root || path.startsWith(`${root}/`));
}
