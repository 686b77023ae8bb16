import { ApiError } from '../../errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { parseApiVersion } from '../../model/object-ref.ts';
import { accessReviewPath, type AccessQuestion } from '../access-review.ts';
import type { ServedResource } from '../resources/types.ts';
import type { ApiRequest } from '../types.ts';

/** What the raw requests of a memory server are answered from. */
export interface RequestFacts {
  readonly resources: readonly ServedResource[];
  readonly version?: string;
  readonly unavailable?: readonly string[];
  readonly denies?: (question: AccessQuestion) => boolean;
}

/** Version, aggregated discovery, access reviews: everything that is not about objects. */
export function answerRequest(request: ApiRequest, facts: RequestFacts): JsonValue {
  switch (request.path) {
    case '/version': {
      const gitVersion = facts.version ?? 'v1.34.4';
      const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
      return { gitVersion, major, minor };
    }
    case '/api':
      return discovery(facts, (group) => group === '');
    case '/apis':
      return discovery(facts, (group) => group !== '');
    case accessReviewPath:
      return { status: { allowed: mayDo(questionIn(request.body), facts) } };
    default: {
      const words = 'the memory server has no such path';
      throw new ApiError(`${request.path}: ${words}`, { status: 404, reason: 'NotFound', words });
    }
  }
}

/** Whoever is denied anything does not have the one rule that allows everything. */
function mayDo(question: AccessQuestion, { denies }: RequestFacts): boolean {
  return denies === undefined || (question.verb !== '*' && !denies(question));
}

function questionIn(body: JsonValue | undefined): AccessQuestion {
  const spec = isJsonObject(body) ? body['spec'] : undefined;
  const attributes = isJsonObject(spec) ? spec['resourceAttributes'] : undefined;
  const text = (key: string): string | undefined => {
    const value = isJsonObject(attributes) ? attributes[key] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  const [namespace, name, subresource] = [text('namespace'), text('name'), text('subresource')];
  return {
    verb: text('verb') ?? '',
    group: text('group') ?? '',
    resource: text('resource') ?? '',
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function discovery(facts: RequestFacts, isWanted: (group: string) => boolean): JsonObject {
  const down = (facts.unavailable ?? []).map(parseApiVersion);
  const groups = [...new Set([...facts.resources, ...down].map(({ group }) => group))].filter(isWanted);
  return {
    kind: 'APIGroupDiscoveryList',
    items: groups.map((group) => {
      const versions = [...facts.resources, ...down].filter((one) => one.group === group).map(({ version }) => version);
      return {
        metadata: { name: group },
        versions: [...new Set(versions)].map((version) => ({
          version,
          freshness: down.some((one) => one.group === group && one.version === version) ? 'Stale' : 'Current',
          resources: facts.resources.filter((one) => one.group === group && one.version === version).map(describe),
        })),
      };
    }),
  };
}

function describe(resource: ServedResource): JsonObject {
  return {
    resource: resource.plural,
    responseKind: { group: resource.group, version: resource.version, kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    verbs: resource.verbs,
    subresources: resource.hasStatus ? [{ subresource: 'status', verbs: ['get', 'update'] }] : [],
  };
}
