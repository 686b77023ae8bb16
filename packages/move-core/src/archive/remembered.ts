import { findMarked } from '../execute/recover/find-marked.ts';
import type { LeaseContent } from '../lock/types.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { refKey, refOf } from '../model/object-ref.ts';
import { marks } from '../model/marks.ts';
import type { ApiServer } from '../server/types.ts';
import { withMetadata } from './object-of.ts';
import type { ArchiveContent } from './types.ts';

/**
 * An archive with the marks that an import had put on them in its memory, for a recovery without its
 * journal: what it had held there it has created held in the target, with the same marks, which stay until the release.
 * Once that has begun, everything had left the source.
 */
export async function rememberedContent(
  content: ArchiveContent,
  { moveId, releasing }: Pick<LeaseContent, 'moveId' | 'releasing'>,
  target: ApiServer,
): Promise<ArchiveContent> {
  if (releasing) return { ...content, objects: [] };
  const held = new Map(
    (await findMarked(target, moveId)).flatMap(({ object }): [string, KubeObject][] =>
      object.metadata.annotations?.[marks.pausedBy] === moveId ? [[refKey(refOf(object)), object]] : [],
    ),
  );
  const objects = content.objects.map((object) => {
    const copy = held.get(refKey(refOf(object)));
    return copy === undefined ? object : withMarks(object, copy);
  });
  return { ...content, objects };
}

function withMarks(object: KubeObject, copy: KubeObject): KubeObject {
  const given = Object.entries(copy.metadata.annotations ?? {}).filter(
    ([key]) => key === marks.pausedBy || key === marks.holdNote,
  );
  return withMetadata(object, (metadata) => ({
    ...metadata,
    annotations: { ...object.metadata.annotations, ...Object.fromEntries(given) },
  }));
}
