import type { JsonObject } from '../../model/json.ts';
import type { ApiServer, CallOptions } from '../types.ts';
import { expectJsonObject } from '../verbs/answer.ts';
import { readAggregated } from './aggregated.ts';
import { discoverPerGroup, readGroupVersions } from './per-group.ts';
import type { ServedResources } from './types.ts';

// The newest form first; a server that knows none of the aggregated ones answers in the plain one.
const accept =
  ['v2', 'v2beta1']
    .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,`)
    .join('') + 'application/json';

/**
 * All resources that an API server serves: two requests with aggregated discovery (Kubernetes 1.27 and newer), else
 * one for each group and version. APIs that do not answer are in `unavailable`, never thrown.
 *
 * Raises ApiError or TransportError if the server itself does not answer.
 */
export async function discoverResources(
  server: Pick<ApiServer, 'request' | 'label'>,
  options: CallOptions = {},
): Promise<ServedResources> {
  const ask = async (path: string): Promise<JsonObject> =>
    expectJsonObject(server.label, path, await server.request({ method: 'GET', path, accept, ...options }));
  const [core, groups] = await Promise.all([ask('/api'), ask('/apis')]);
  const isAggregated = (answer: JsonObject): boolean => answer['kind'] === 'APIGroupDiscoveryList';
  if (isAggregated(core) && isAggregated(groups)) {
    const [first, second] = [readAggregated(core), readAggregated(groups)];
    return {
      resources: [...first.resources, ...second.resources],
      unavailable: [...first.unavailable, ...second.unavailable],
    };
  }
  // Something in between may answer one of the two in each form; the plain form is then asked for throughout.
  const plain = async (path: string): Promise<JsonObject> =>
    expectJsonObject(server.label, path, await server.request({ method: 'GET', path, ...options }));
  const [versions, list] = await Promise.all([plain('/api'), plain('/apis')]);
  return discoverPerGroup(server, readGroupVersions(versions, list), options);
}
