import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CORE_SCHEMA, load } from 'js-yaml';
import type { KubeObject } from '../api/api.ts';
import type { CrdSet } from './modules.ts';

/** A CustomResourceDefinition, as far as the test bed looks into it. */
export interface Crd extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: { readonly kind: string; readonly plural: string };
    readonly conversion?: unknown;
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly storage: boolean;
      readonly [field: string]: unknown;
    }[];
  };
}

interface Source {
  /** A folder of CRDs, or a single file, below the module. */
  readonly path: string;
  /** What the provider's kustomization and then clusterctl would put on each. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the kustomization puts on single ones, by name. */
  readonly annotations?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** clusterctl finds the kinds it moves by this label, which it puts on all that it installs. */
const installed = { 'clusterctl.cluster.x-k8s.io': '' };
/** Which contracts the kinds of a provider fulfil, and with which of their versions; the core kinds carry no such labels. */
const contracts = { 'cluster.x-k8s.io/v1beta1': 'v1beta1', 'cluster.x-k8s.io/v1beta2': 'v1beta2' };
const provider = (name: string): Readonly<Record<string, string>> => ({ 'cluster.x-k8s.io/provider': name });

/** Metal3's addresses still name the contracts of long ago beside their only one. */
const ipamContracts = {
  'cluster.x-k8s.io/v1alpha2': 'v1alpha2',
  'cluster.x-k8s.io/v1alpha3': 'v1alpha3_v1alpha4',
  'cluster.x-k8s.io/v1alpha4': 'v1alpha5',
  'cluster.x-k8s.io/v1beta1': 'v1beta1',
};

const sources: Readonly<Record<CrdSet, Source>> = {
  core: { path: 'config/crd/bases', labels: { ...installed, ...provider('cluster-api') } },
  'kubeadm-bootstrap': {
    path: 'bootstrap/kubeadm/config/crd/bases',
    labels: { ...installed, ...contracts, ...provider('bootstrap-kubeadm') },
  },
  'kubeadm-control-plane': {
    path: 'controlplane/kubeadm/config/crd/bases',
    labels: { ...installed, ...contracts, ...provider('control-plane-kubeadm') },
  },
  capd: {
    path: 'infrastructure/docker/config/crd/bases',
    labels: { ...installed, ...contracts, ...provider('infrastructure-docker') },
  },
  // Not clusterctl's to install: no labels at all.
  bmo: { path: 'config/base/crds/bases', labels: {} },
  capm3: {
    path: 'config/crd/bases',
    labels: { ...installed, ...contracts, ...provider('infrastructure-metal3') },
    annotations: {
      'metal3datas.infrastructure.cluster.x-k8s.io': {
        'clusterctl.cluster.x-k8s.io/skip-crd-name-preflight-check': '',
      },
    },
  },
  'ipam-metal3': { path: 'config/crd/bases', labels: { ...installed, ...ipamContracts, ...provider('ipam-metal3') } },
  byoh: {
    path: 'config/crd/bases',
    labels: { ...installed, 'cluster.x-k8s.io/v1beta1': 'v1beta1', ...provider('infrastructure-byoh') },
  },
  // The full one: what most people install knows no fields.
  argo: { path: 'manifests/base/crds/full/argoproj.io_workflowtemplates.yaml', labels: {} },
  clusterctl: {
    path: 'cmd/clusterctl/config/manifest/clusterctl-api.yaml',
    labels: { 'clusterctl.cluster.x-k8s.io/core': 'inventory' },
  },
};

/** Reads the CRDs of a set out of its module and gives them the labels that kustomize and clusterctl would. */
export async function renderSet(set: CrdSet, moduleFolder: string): Promise<readonly Crd[]> {
  const { path, ...additions } = sources[set];
  const place = join(moduleFolder, path);
  const files = path.endsWith('.yaml')
    ? [place]
    : (await readdir(place))
        .filter((file) => file.endsWith('.yaml'))
        .sort()
        .map((file) => join(place, file));
  return Promise.all(
    files.map(async (file) => render(load(await readFile(file, 'utf8'), { schema: CORE_SCHEMA }) as Crd, additions)),
  );
}

/**
 * No webhooks run here, so nothing converts: with `None` the server merely rewrites apiVersion and prunes. Versions stay
 * served as they are, and tests read and write the storage version only, which is also the one discovery prefers.
 * Descriptions go: they are a third of the bytes and none of the meaning, and the API server parses them for each plane.
 */
function render(crd: Crd, { labels, annotations = {} }: Omit<Source, 'path'>): Crd {
  const { conversion: _conversion, ...spec } = crd.spec;
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: {
      name: crd.metadata.name,
      labels: { ...crd.metadata.labels, ...labels },
      annotations: { ...crd.metadata.annotations, ...annotations[crd.metadata.name] },
    },
    spec: { ...(withoutDescriptions(spec) as Crd['spec']), conversion: { strategy: 'None' } },
  };
}

function withoutDescriptions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  // A property may be called `description`; then its schema is an object.
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !(name === 'description' && typeof inner === 'string'))
      .map(([name, inner]) => [name, withoutDescriptions(inner)]),
  );
}
