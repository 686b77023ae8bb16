import { createHash } from 'node:crypto';
import { configMaps } from '../discover/core-types.ts';
import { ApiError, StalePlanError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { refOf } from '../model/object-ref.ts';
import type { ApiServer, ObjectKey } from '../server/types.ts';
import { changeAnnotation, ensureNamespace, fieldManager, keepNamespace, removeNamespace } from './namespace.ts';
import type { ConfigMapKey, TextUndo } from './types.ts';

/** On a ConfigMap that we have changed: whose change it was, whether it was made by it, and what the text was then. */
const annotations = {
  id: changeAnnotation,
  type: 'tsmove.dev/side-data-type',
  digest: 'tsmove.dev/side-data-sha256',
} as const;

const labels = { 'app.kubernetes.io/managed-by': 'tsmove' };
const rounds = 20;

/** The text below a key; undefined if there is no such ConfigMap or key. */
export async function readText(
  server: ApiServer,
  place: ConfigMapKey,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const found = await server.get(configMaps, keyOf(place), { signal });
  return found === undefined ? undefined : textIn(found, place.key);
}

/**
 * Changes the text below a key of a ConfigMap, which is made if it is missing, and its namespace too. `change` is given the
 * text from before this change, undefined if there was none, however often it is tried: `id` names the change, and
 * whoever makes it again after having died half way gets the same result. What was there before is kept in a ConfigMap
 * beside it until {@link undoText} or {@link settleText}: it must outlast this process, and be where the change is.
 *
 * Raises what `change` raises, with nothing written, and ApiError or TransportError as they come.
 */
export async function changeText(
  server: ApiServer,
  place: ConfigMapKey,
  id: string,
  change: (before: string | undefined) => string,
): Promise<TextUndo> {
  for (let round = 0; round < rounds; round += 1) {
    try {
      const there = await server.get(configMaps, keyOf(place));
      if (there === undefined) return await createNew(server, place, id, change(undefined));
      return await changeExisting(server, place, id, { there, change });
    } catch (error) {
      // Somebody was faster, or an attempt of our own whose answer was lost: look again.
      if (!(error instanceof ApiError && error.status === 409)) throw error;
    }
  }
  throw new StalePlanError(`ConfigMap ${place.namespace}/${place.name} changes all the time`, {
    hint: 'Find out who writes to it.',
  });
}

/**
 * Takes a change back: what was before is there again, and a namespace that was made for it is gone unless something else
 * is in it after `emptyWithinMs` (default 30 s). Refused if somebody has changed the text since. Whoever only knows
 * the place and the id of a change, because it may have died before it heard of the outcome, says `changed`.
 */
export async function undoText(
  server: ApiServer,
  undo: TextUndo,
  options: { readonly emptyWithinMs?: number } = {},
): Promise<void> {
  if (undo.type === 'nothing') return;
  const { place, id } = undo;
  const there = await server.get(configMaps, keyOf(place));
  const signature = there?.metadata.annotations ?? {};
  if (there !== undefined && signature[annotations.id] === id) {
    requireUntouched(there, place, id);
    const keys = Object.keys(isJsonObject(there['data']) ? there['data'] : {});
    const isCreated = signature[annotations.type] === 'created';
    // Somebody may have put something beside ours since we made it.
    if (isCreated && keys.every((key) => key === place.key)) await remove(server, there);
    else await putBack(server, place, there, isCreated ? undefined : await keptText(server, place, id, there));
  }
  await removeBackup(server, place, id);
  await removeNamespace(server, place.namespace, id, options.emptyWithinMs);
}

/** The text that a change has left, or undefined if that change was never made, or is settled, or undone. */
export async function readChange(server: ApiServer, place: ConfigMapKey, id: string): Promise<string | undefined> {
  const found = await server.get(configMaps, keyOf(place));
  return found?.metadata.annotations?.[annotations.id] === id ? textIn(found, place.key) : undefined;
}

/** Ends the possibility of {@link undoText}: what was kept for it goes, and the text is nobody's change any more. */
export async function settleText(server: ApiServer, undo: TextUndo): Promise<void> {
  if (undo.type === 'nothing') return;
  const { place, id } = undo;
  const there = await server.get(configMaps, keyOf(place));
  if (there?.metadata.annotations?.[annotations.id] === id) {
    const { resourceVersion } = there.metadata;
    await server.mergePatch(
      configMaps,
      keyOf(place),
      { metadata: { resourceVersion, annotations: unsigned } },
      { fieldManager },
    );
  }
  await removeBackup(server, place, id);
  await keepNamespace(server, place.namespace, id);
}

/** Somebody's edit is never overwritten, neither by the same change once more nor by its undo. */
function requireUntouched(there: KubeObject, place: ConfigMapKey, id: string): void {
  if (digestOf(textIn(there, place.key) ?? '') === there.metadata.annotations?.[annotations.digest]) return;
  throw new StalePlanError('its text was changed since tsmove wrote it, so that it is left as it is', {
    ref: refOf(there),
    code: 'side-data-changed',
    hint: `What was before is in ConfigMap ${place.namespace}/${backupName(place, id)}; put it back by hand, or take the annotation ${annotations.id} off to go on from what is there.`,
  });
}

async function keptText(
  server: ApiServer,
  place: ConfigMapKey,
  id: string,
  there: KubeObject,
): Promise<string | undefined> {
  const backup = await server.get(configMaps, { namespace: place.namespace, name: backupName(place, id) });
  if (backup !== undefined) return textIn(backup, place.key);
  throw new StalePlanError(`the ConfigMap ${backupName(place, id)}, which holds its text from before, is gone`, {
    ref: refOf(there),
    code: 'side-data-backup-gone',
    hint: `Put the text back by hand, and take the annotation ${annotations.id} off.`,
  });
}

async function createNew(server: ApiServer, place: ConfigMapKey, id: string, text: string): Promise<TextUndo> {
  await ensureNamespace(server, place.namespace, id);
  const { namespace, name, key } = place;
  await server.create(
    configMaps,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name, labels, annotations: signed(id, 'created', text) },
      data: { [key]: text },
    },
    { fieldManager },
  );
  return { type: 'created', place, id };
}

async function changeExisting(
  server: ApiServer,
  place: ConfigMapKey,
  id: string,
  { there, change }: { there: KubeObject; change: (before: string | undefined) => string },
): Promise<TextUndo> {
  const { annotations: signature = {} } = there.metadata;
  const isOurs = signature[annotations.id] === id;
  const type = isOurs && signature[annotations.type] === 'created' ? 'created' : 'changed';
  const current = textIn(there, place.key);
  if (isOurs) requireUntouched(there, place, id);
  const before = isOurs ? (type === 'created' ? undefined : await keptText(server, place, id, there)) : current;
  const wanted = change(before);
  if (current === wanted && isOurs) return { type, place, id };
  const backup = await server.get(configMaps, { namespace: place.namespace, name: backupName(place, id) });
  if (current === wanted && backup === undefined) return { type: 'nothing' };
  if (!isOurs) await keep(server, place, id, backup, current);
  await server.mergePatch(
    configMaps,
    keyOf(place),
    {
      metadata: { resourceVersion: there.metadata.resourceVersion, annotations: signed(id, type, wanted) },
      data: { [place.key]: wanted },
    },
    { fieldManager },
  );
  return { type, place, id };
}

/** Keeps what is there now; an earlier attempt may have kept something older. */
async function keep(
  server: ApiServer,
  place: ConfigMapKey,
  id: string,
  backup: KubeObject | undefined,
  current: string | undefined,
): Promise<void> {
  const data = current === undefined ? {} : { [place.key]: current };
  const metadata = { namespace: place.namespace, name: backupName(place, id), labels };
  const kept: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
  if (backup === undefined) await server.create(configMaps, kept, { fieldManager });
  else if (textIn(backup, place.key) !== current) {
    const { resourceVersion = '' } = backup.metadata;
    await server.update(configMaps, { ...kept, metadata: { ...metadata, resourceVersion } }, { fieldManager });
  }
}

const unsigned = Object.fromEntries(Object.values(annotations).map((name) => [name, null]));

async function putBack(
  server: ApiServer,
  place: ConfigMapKey,
  there: KubeObject,
  text: string | undefined,
): Promise<void> {
  await server.mergePatch(
    configMaps,
    keyOf(place),
    {
      metadata: { resourceVersion: there.metadata.resourceVersion, annotations: unsigned },
      data: { [place.key]: text ?? null },
    },
    { fieldManager },
  );
}

async function remove(server: ApiServer, { metadata }: KubeObject): Promise<void> {
  const { namespace = '', name, uid = '', resourceVersion = '' } = metadata;
  await server.delete(configMaps, { namespace, name }, { uid, resourceVersion });
}

async function removeBackup(server: ApiServer, place: ConfigMapKey, id: string): Promise<void> {
  const backup = await server.get(configMaps, { namespace: place.namespace, name: backupName(place, id) });
  if (backup !== undefined) await remove(server, backup);
}

function signed(id: string, type: 'created' | 'changed', text: string): Readonly<Record<string, string>> {
  return { [annotations.id]: id, [annotations.type]: type, [annotations.digest]: digestOf(text) };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function backupName({ name }: ConfigMapKey, id: string): string {
  return `${name}-before-${id}`;
}

function keyOf({ namespace, name }: ConfigMapKey): ObjectKey {
  return { namespace, name };
}

function textIn(object: KubeObject, key: string): string | undefined {
  const data: JsonValue | undefined = object['data'];
  const text = isJsonObject(data) ? data[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}
