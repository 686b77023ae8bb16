import pLimit from 'p-limit';
import { MoveError } from '../../errors.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { parseApiVersion } from '../../model/object-ref.ts';
import type { ApiServer, CallOptions } from '../types.ts';
import { objects, text, texts } from './aggregated.ts';
import type { ServedResource, ServedResources, UnavailableApi } from './types.ts';

const atOnce = 8;

/**
 * The older way to learn what is served: one request for each group and version. A version that does not answer is
 * reported, not retried for long: behind it is an aggregated API whose own server is down.
 */
export async function discoverPerGroup(
  server: Pick<ApiServer, 'request'>,
  groupVersions: readonly string[],
  options: CallOptions,
): Promise<ServedResources> {
  const slots = pLimit(atOnce);
  const resources: ServedResource[] = [];
  const unavailable: UnavailableApi[] = [];
  const answers = await slots.map(groupVersions, (groupVersion) => askFor(server, groupVersion, options));
  for (const [index, answer] of answers.entries()) {
    const groupVersion = groupVersions[index] ?? '';
    if (answer instanceof MoveError) unavailable.push({ groupVersion, reason: answer.message });
    else resources.push(...readResourceList(groupVersion, answer));
  }
  return { resources, unavailable };
}

/** `v1` from `/api`, and the group versions from `/apis` with each group's preferred one first. */
export function readGroupVersions(core: JsonObject, groups: JsonObject): readonly string[] {
  const named = objects(groups['groups']).flatMap((group) => {
    const versions = objects(group['versions']).map((version) => text(version['groupVersion']));
    const preferred = isJsonObject(group['preferredVersion']) ? text(group['preferredVersion']['groupVersion']) : '';
    return [...versions.filter((one) => one === preferred), ...versions.filter((one) => one !== preferred)];
  });
  return [...texts(core['versions']), ...named];
}

async function askFor(
  server: Pick<ApiServer, 'request'>,
  groupVersion: string,
  options: CallOptions,
): Promise<JsonObject | MoveError> {
  try {
    const path = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
    const answer = await server.request({
      method: 'GET',
      path,
      signal: options.signal,
      retryBudgetMs: options.retryBudgetMs ?? 2_000,
    });
    return isJsonObject(answer) ? answer : {};
  } catch (error) {
    // Aborted is no property of the group.
    if (error instanceof MoveError && options.signal?.aborted !== true) return error;
    throw error;
  }
}

function readResourceList(groupVersion: string, list: JsonObject): readonly ServedResource[] {
  const entries = objects(list['resources']);
  const names = new Set(entries.map((entry) => text(entry['name'])));
  return entries.flatMap((entry) => {
    const plural = text(entry['name']);
    if (plural.includes('/')) return [];
    const own = parseApiVersion(groupVersion);
    return [
      {
        ...own,
        kind: text(entry['kind']),
        plural,
        namespaced: entry['namespaced'] === true,
        hasStatus: names.has(`${plural}/status`),
        verbs: texts(entry['verbs']),
      },
    ];
  });
}
