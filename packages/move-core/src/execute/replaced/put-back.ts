import { compareObjects } from '../../equality/compare-objects.ts';
import { sameManagers } from '../../equality/compare-managers.ts';
import { defaults } from '../../defaults.ts';
import { ApiError, VerifyError } from '../../errors.ts';
import type { JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { fieldManagerOf, isWrittenBy } from '../../model/marks.ts';
import type { PlannedObject } from '../../plan/types.ts';
import { projectStatus } from '../../projection/project-status.ts';
import { keyOf, typeOf, type MoveContext } from '../context.ts';
import { listDifferences } from '../expectation.ts';
import { readReplaced } from './keep.ts';

const patient = { retryBudgetMs: defaults.longRetryBudgetMs } as const;

/** How often it is written again because a controller wrote something of its own in between. */
const rounds = 10;

/**
 * Puts an object of the target back to what it was before this move replaced it: everything that was asked for, the
 * status, the field managers. Nothing is done to one that was never replaced after all, or that somebody has deleted
 * since. Can be interrupted, and done again.
 */
export async function putBack(context: MoveContext, planned: PlannedObject, targetUid: string): Promise<void> {
  const there = await read(context, planned);
  if (there?.metadata.uid !== targetUid || !isReplaced(context, planned, there)) return;
  const before = await readReplaced(context, targetUid);
  if (before === undefined) {
    throw new VerifyError('what it was in the target before the move is not kept any more, so it cannot be put back', {
      ref: planned.ref,
      code: 'replaced-lost',
      hint: `See the Secrets in namespace ${defaults.systemNamespace} of the target; bring it back by hand, then go on.`,
    });
  }
  const restored = await write(context, planned, there, (now) => asBefore(before, now));
  const differences = compareObjects(before, restored).filter(({ change }) => change !== 'added');
  if (differences.length > 0) {
    throw new VerifyError(`it could not be put back as it was in the target: ${listDifferences(differences)}`, {
      ref: planned.ref,
    });
  }
  await putBackStatus(context, planned, before, restored);
  await putBackManagers(context, planned, before);
}

/**
 * Until the commit the field manager tells: a replacement that was never sent has left none, and of one that was put back
 * already it is gone, so that what somebody has made of it since is not written over. After it seals may have taken the
 * field manager off.
 */
function isReplaced(context: MoveContext, planned: PlannedObject, there: KubeObject): boolean {
  if (isWrittenBy(there, context.moveId)) return true;
  const state = context.ledger.targetOf(planned.uid);
  return context.log.state.commit !== 'no' && (state === 'ready' || state === 'sealed');
}

function asBefore(before: KubeObject, now: KubeObject): KubeObject {
  const { managedFields: _managers, ...metadata } = before.metadata;
  return { ...before, metadata: { ...metadata, ...versionOf(now) } };
}

function versionOf({ metadata: { resourceVersion } }: KubeObject): { readonly resourceVersion?: string } {
  return resourceVersion === undefined ? {} : { resourceVersion };
}

async function putBackStatus(
  context: MoveContext,
  planned: PlannedObject,
  before: KubeObject,
  restored: KubeObject,
): Promise<void> {
  if (!typeOf(context, planned.ref).hasStatus) return;
  const status: JsonValue | undefined =
    before.status === undefined
      ? undefined
      : projectStatus(before.status, {
          sourceBeforePause: before.metadata.generation ?? 0,
          target: restored.metadata.generation ?? 0,
        });
  await write(
    context,
    planned,
    restored,
    ({ status: _status, ...now }) => ({ ...now, ...(status === undefined ? {} : { status }) }),
    'status',
  );
}

async function write(
  context: MoveContext,
  planned: PlannedObject,
  there: KubeObject,
  draft: (now: KubeObject) => KubeObject,
  subresource?: 'status',
): Promise<KubeObject> {
  const type = typeOf(context, planned.ref);
  const options = { fieldManager: fieldManagerOf(context.moveId), ...patient };
  let now = there;
  for (let round = 0; round < rounds; round += 1) {
    try {
      return subresource === 'status'
        ? await context.target.updateStatus(type, draft(now), options)
        : await context.target.update(type, draft(now), options);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409)) throw error;
      const next = await read(context, planned);
      if (next?.metadata.uid !== there.metadata.uid) break;
      now = next ?? now;
    }
  }
  throw new VerifyError('it could not be put back in the target: something changes it all the time', {
    ref: planned.ref,
  });
}

async function putBackManagers(context: MoveContext, planned: PlannedObject, before: KubeObject): Promise<void> {
  const managers = before.metadata.managedFields ?? [];
  const patch = { metadata: { uid: before.metadata.uid, managedFields: managers.length === 0 ? [{}] : managers } };
  for (let round = 0; round < rounds; round += 1) {
    const sealed = await context.target.mergePatch(typeOf(context, planned.ref), keyOf(planned.ref), patch, {
      fieldManager: fieldManagerOf(context.moveId),
      ...patient,
    });
    if (sameManagers(managers, sealed.metadata.managedFields ?? [])) return;
  }
}

function read(context: MoveContext, planned: PlannedObject): Promise<KubeObject | undefined> {
  return context.target.get(typeOf(context, planned.ref), keyOf(planned.ref), patient);
}
