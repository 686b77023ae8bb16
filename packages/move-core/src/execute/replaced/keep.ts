import { defaults } from '../../defaults.ts';
import { secrets } from '../../discover/core-types.ts';
import { ApiError } from '../../errors.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { compareText } from '../../model/object-ref.ts';
import type { ApiServer } from '../../server/types.ts';
import type { MoveContext } from '../context.ts';
import { keptName, keptSecret, keptUid, objectIn, replacedLabel } from './kept-secret.ts';

const namespace = defaults.systemNamespace;
/** How often the copy is written again because an echo of our own request, or somebody else, was there first. */
const rounds = 5;

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/** Keeps an object of the target as it is now; an earlier copy of it, from before somebody changed it, gives way. */
export async function keepReplaced(context: MoveContext, there: KubeObject): Promise<void> {
  const secret = await keptSecret(context.moveId, there);
  const { name } = secret.metadata;
  for (let round = 1; ; round += 1) {
    const earlier = await context.target.get(secrets, { namespace, name });
    const { uid, resourceVersion } = earlier?.metadata ?? {};
    try {
      if (uid === undefined || resourceVersion === undefined) await context.target.create(secrets, secret);
      else await context.target.update(secrets, { ...secret, metadata: { ...secret.metadata, uid, resourceVersion } });
      return;
    } catch (error) {
      // The echo of our own request whose answer was lost: whatever is there is written over once more.
      if (!(error instanceof ApiError && error.status === 409) || round >= rounds) throw error;
    }
  }
}

/** What an object of the target was before this move replaced it; undefined if that is not kept. */
export async function readReplaced(context: MoveContext, targetUid: string): Promise<KubeObject | undefined> {
  const name = keptName(context.moveId, targetUid);
  const secret = await context.target.get(secrets, { namespace, name }, patient);
  return secret === undefined ? undefined : objectIn(secret);
}

/** UIDs, in the target, of the objects of which an earlier state is kept for this move. */
export async function replacedUids(target: ApiServer, moveId: string): Promise<ReadonlySet<string>> {
  const kept = await listKept(target, moveId);
  return new Set(kept.flatMap((secret) => keptUid(secret) ?? []));
}

/** Removes what was kept, when the move is over. */
export async function forgetReplaced({ target, moveId }: MoveContext): Promise<void> {
  for (const { metadata } of await listKept(target, moveId)) {
    const { name, uid } = metadata;
    if (uid !== undefined) await target.delete(secrets, { namespace, name }, { uid }, patient);
  }
}

async function listKept(target: ApiServer, moveId: string): Promise<readonly KubeObject[]> {
  const labelSelector = `${replacedLabel}=${moveId}`;
  const found = await target.listMetadata(secrets, { namespace, labelSelector, ...patient });
  return [...found].sort((a, b) => compareText(a.metadata.name, b.metadata.name));
}
