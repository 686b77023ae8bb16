import type { Api } from './api.ts';

/** One kind as an API server serves it. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

interface GroupDiscovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind: string };
        readonly scope: string;
        readonly verbs: readonly string[];
        readonly subresources?: readonly { readonly subresource: string }[];
      }[];
    }[];
  }[];
}

/** Two requests instead of one per group: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery */
const aggregated = { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' };

/** Every kind that is served, each in the version its group prefers. */
export async function discover(api: Api): Promise<readonly Resource[]> {
  const answers = await Promise.all(
    ['/api', '/apis'].map((path) => api.call<GroupDiscovery>('GET', path, undefined, aggregated)),
  );
  return answers.flatMap(({ items }) =>
    items.flatMap(({ metadata, versions = [] }) => {
      const group = metadata.name ?? '';
      const seen = new Set<string>();
      // The preferred version comes first; a kind that only an older version has is taken from there.
      return versions.flatMap(({ version, resources = [] }) =>
        resources.flatMap((resource): Resource[] => {
          if (resource.responseKind === undefined || seen.has(resource.resource)) return [];
          seen.add(resource.resource);
          return [
            {
              group,
              version,
              apiVersion: group === '' ? version : `${group}/${version}`,
              kind: resource.responseKind.kind,
              plural: resource.resource,
              namespaced: resource.scope === 'Namespaced',
              verbs: resource.verbs,
              subresources: (resource.subresources ?? []).map(({ subresource }) => subresource),
            },
          ];
        }),
      );
    }),
  );
}

/** The path of a collection, or of one object in it, or of its subresource. */
export function pathOf(resource: Resource, namespace?: string, name?: string, subresource?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  const object = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  return `${root}${scope}/${resource.plural}${object}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Knows which resource a kind is, and asks the server again when it meets one it has not seen. */
export interface Kinds {
  /** By kind, optionally with its group: `Cluster`, `Cluster.cluster.x-k8s.io`. A bare kind served by two groups is an error. */
  find(kind: string, group?: string): Promise<Resource>;
  all(refresh?: boolean): Promise<readonly Resource[]>;
}

export function kindsOf(api: Api): Kinds {
  let known: Promise<readonly Resource[]> | undefined;
  const all = (refresh = false): Promise<readonly Resource[]> => {
    if (refresh || known === undefined) {
      known = discover(api);
      known.catch(() => (known = undefined));
    }
    return known;
  };
  return {
    all,
    async find(kind, group) {
      const pick = (resources: readonly Resource[]): Resource | undefined => {
        const fitting = resources.filter(
          (resource) => resource.kind === kind && (group === undefined || resource.group === group),
        );
        const [first, second] = fitting.length > 1 ? preferred(fitting) : fitting;
        if (second !== undefined)
          throw new Error(`${kind} is served by ${String(first?.group)} and ${second.group}: say which`);
        return first;
      };
      const found = pick(await all()) ?? pick(await all(true));
      if (found === undefined)
        throw new Error(`${kind}${group === undefined ? '' : ` in ${group}`} is not served by ${api.url}`);
      return found;
    },
  };
}

/** Kubernetes itself has an IPAddress beside Cluster API's, and serves its Event twice: what tests mean is the other one. */
function preferred(resources: readonly Resource[]): readonly Resource[] {
  const clusterApi = resources.filter(({ group }) => group.endsWith('.x-k8s.io'));
  const core = resources.filter(({ group }) => group === '');
  return clusterApi.length > 0 ? clusterApi : core.length > 0 ? core : resources;
}
