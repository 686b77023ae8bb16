import { leases } from '../discover/core-types.ts';
import { LockedError } from '../errors.ts';
import type { Phase } from '../events/types.ts';
import type { MoveCommand } from '../journal/records.ts';
import type { Actor } from '../model/actor.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { parseJson } from '../model/json-codec.ts';
import type { KubeObject } from '../model/kube-object.ts';
import { isShardName, shardingOf } from '../plan/sharding.ts';
import type { KeptKind, ResolvedConflict, Scope } from '../plan/types.ts';
import type { ApiServer, CallOptions } from '../server/types.ts';
import {
  type FoundRecord,
  formatOf,
  leaseAnnotations,
  leaseFormat,
  leaseKey,
  type LeaseRecord,
  leaseNameOn,
} from './lease-record.ts';

/** What one side's Lease of this name says; undefined if there is none. Raises LockedError if it cannot be trusted. */
export async function readRecord(
  server: ApiServer,
  name: string,
  options: CallOptions = {},
): Promise<FoundRecord | undefined> {
  const object = await server.get(leases, leaseKey(name), options);
  return object === undefined ? undefined : fromLease(server.label, object);
}

/**
 * Reads a Lease. Raises LockedError `lease-damaged` for one that is not ours or was changed by hand, and `lease-newer`
 * for one of a later version: what a Lease says decides what may be deleted, so nothing in it is guessed.
 */
export function fromLease(label: string, object: KubeObject): FoundRecord {
  const { name, uid = '', resourceVersion = '' } = object.metadata;
  const text = object.metadata.annotations?.[leaseAnnotations.content];
  const content = text === undefined ? undefined : parsed(text);
  const spec = isJsonObject(object.spec) ? object.spec : {};
  if (content !== undefined && typeof content['format'] === 'number' && content['format'] > leaseFormat) {
    throw unreadable(label, name, 'lease-newer', 'was written by a newer version of tsmove', 'Use that version.');
  }
  const record = content === undefined ? undefined : recordIn(name, content, spec['renewTime']);
  const fits =
    record !== undefined &&
    record.epoch === spec['leaseTransitions'] &&
    (['source', 'target'] as const).some((side) => leaseNameOn(side, record.scope) === name) &&
    uid !== '';
  if (!fits) {
    throw unreadable(
      label,
      name,
      'lease-damaged',
      text === undefined ? 'is not a Lease of tsmove' : 'does not say what a Lease of tsmove says',
      `Look at it with \`kubectl -n ${leaseKey(name).namespace} get lease ${name} -o yaml\`; delete it only if no move of this namespace is under way or unfinished.`,
    );
  }
  return { content: record, name, uid, resourceVersion };
}

function unreadable(label: string, name: string, code: string, what: string, hint: string): LockedError {
  return new LockedError(`${label}: the Lease ${leaseKey(name).namespace}/${name} ${what}`, { code, hint });
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

// The compiler wants every phase and every command in here.
const phases: Readonly<Record<Phase, true>> = {
  preflight: true,
  lock: true,
  hold: true,
  wait: true,
  create: true,
  verify: true,
  seal: true,
  retire: true,
  release: true,
  return: true,
  undo: true,
};
const commands: Readonly<Record<MoveCommand, true>> = { move: true, resume: true, rollback: true, recover: true };

/** Undefined if anything is missing or of another form. */
function recordIn(name: string, content: JsonObject, renewed: JsonValue | undefined): LeaseRecord | undefined {
  const { format, moveId, phase, committed, releasing, command, sourceUid, targetUid, since, holding } = content;
  const { ended = false } = content;
  const { epoch, beat, durationMs } = content;
  const scope = scopeIn(content['scope']);
  const by = actorIn(content['by']);
  if (scope === undefined || by === undefined || format !== formatOf(scope)) return undefined;
  if (!isFilled(moveId) || !isFilled(sourceUid) || !isFilled(targetUid)) return undefined;
  if (!isFilled(since) || !isFilled(renewed) || !isFilled(holding)) return undefined;
  if (!isCount(epoch) || !isCount(beat) || !isCount(durationMs)) return undefined;
  if (typeof committed !== 'boolean' || typeof releasing !== 'boolean' || typeof ended !== 'boolean') return undefined;
  if (!isKeyOf(phases, phase) || !isKeyOf(commands, command)) return undefined;
  const told = { moveId, scope, epoch, phase, committed, releasing, ended, command, by, sourceUid, targetUid };
  return { ...told, name, since, renewed, durationMs, holding, beat };
}

function isFilled(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value > 0;
}

function isKeyOf<Key extends string>(table: Readonly<Record<Key, true>>, value: JsonValue | undefined): value is Key {
  return typeof value === 'string' && Object.hasOwn(table, value);
}

function scopeIn(value: JsonValue | undefined): Scope | undefined {
  if (!isJsonObject(value) || !isFilled(value['namespace'])) return undefined;
  const { namespace, targetNamespace, clusters, shard, sharedOnly, keepInSource, skipped } = value;
  if (targetNamespace !== undefined && !isFilled(targetNamespace)) return undefined;
  const conflicts = skipped === undefined ? undefined : skippedIn(skipped);
  if (skipped !== undefined && conflicts === undefined) return undefined;
  const kept = keepInSource === undefined ? undefined : keptKindsIn(keepInSource);
  if (keepInSource !== undefined && kept === undefined) return undefined;
  if (clusters !== undefined && !(Array.isArray(clusters) && clusters.every(isFilled))) return undefined;
  // Without its Clusters nobody could tell whom it has to keep out.
  if (shard !== undefined && !(isFilled(shard) && isShardName(shard) && clusters !== undefined)) return undefined;
  if (sharedOnly !== undefined && sharedOnly !== true) return undefined;
  return {
    namespace,
    ...(targetNamespace === undefined ? {} : { targetNamespace }),
    ...(clusters === undefined ? {} : { clusters }),
    ...shardingOf({ ...(shard === undefined ? {} : { shard }), ...(sharedOnly === undefined ? {} : { sharedOnly }) }),
    ...(kept === undefined ? {} : { keepInSource: kept }),
    ...(conflicts === undefined ? {} : { conflicts }),
  };
}

function skippedIn(value: JsonValue): readonly ResolvedConflict[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const skipped = value.flatMap((one: JsonValue): (ResolvedConflict | undefined)[] => {
    if (!isJsonObject(one)) return [undefined];
    const { group, version, kind, namespace, names } = one;
    if (typeof group !== 'string' || !isFilled(version) || !isFilled(kind)) return [undefined];
    if (namespace !== undefined && !isFilled(namespace)) return [undefined];
    if (!Array.isArray(names) || names.length === 0) return [undefined];
    const of = { group, version, kind, ...(namespace === undefined ? {} : { namespace }) };
    return names.map((name: JsonValue) => (isFilled(name) ? { ref: { ...of, name }, choice: 'skip' } : undefined));
  });
  return skipped.every((one) => one !== undefined) ? skipped : undefined;
}

function keptKindsIn(value: JsonValue): readonly KeptKind[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const kinds = value.flatMap((one: JsonValue): KeptKind[] => {
    if (!isJsonObject(one)) return [];
    const { group, kind } = one;
    return typeof group === 'string' && isFilled(kind) ? [{ group, kind }] : [];
  });
  return kinds.length === value.length ? kinds : undefined;
}

function actorIn(value: JsonValue | undefined): Actor | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, host, pid, boot, tool } = value;
  const isWhole =
    typeof name === 'string' &&
    typeof host === 'string' &&
    typeof pid === 'number' &&
    typeof boot === 'string' &&
    typeof tool === 'string';
  return isWhole ? { name, host, pid, boot, tool } : undefined;
}
