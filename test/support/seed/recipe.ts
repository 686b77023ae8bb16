import type { OwnerReference } from '../api/api.ts';

/** One object of a seeded cluster: what is created, by whom, and what the controllers add afterwards. */
export interface Recipe {
  /** Its name within the cluster's recipes; owners are named by it. */
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly owner: string | undefined;
  /** How the controller that made it refers to the owner. */
  readonly ownership: 'controller' | 'controller only' | 'owner';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Who created it. Controllers that use server-side apply show as such in managedFields. */
  readonly creator: { readonly manager: string; readonly apply: boolean };
  /** What its own controller adds to it afterwards, as manager `manager`. */
  readonly adopted:
    { readonly finalizers?: readonly string[]; readonly spec?: Readonly<Record<string, unknown>> } | undefined;
  readonly status: ((generation: number) => Readonly<Record<string, unknown>>) | undefined;
}

export interface ClusterShape {
  readonly name: string;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly version: string;
  /** Distinguishes the addresses of one cluster from another's. */
  readonly subnet: number;
}

/** A recipe of which only the necessary is said; the rest is what most objects of a cluster have. */
export type Given = Pick<Recipe, 'key' | 'kind' | 'name' | 'fields'> & {
  readonly [field in keyof Recipe]?: Recipe[field];
};

export const ownershipFlags: Readonly<
  Record<Recipe['ownership'], Pick<OwnerReference, 'controller' | 'blockOwnerDeletion'>>
> = {
  controller: { controller: true, blockOwnerDeletion: true },
  'controller only': { controller: true },
  owner: {},
};

/** Who creates what, by the field manager names of the programs. */
export const creators = {
  user: { manager: 'kubectl-client-side-apply', apply: false },
  controllers: { manager: 'manager', apply: false },
  controlPlane: { manager: 'capi-kubeadmcontrolplane', apply: true },
  deployment: { manager: 'capi-machinedeployment', apply: true },
  set: { manager: 'capi-machineset', apply: true },
} as const;

export const groups = {
  infrastructure: 'infrastructure.cluster.x-k8s.io',
  bootstrap: 'bootstrap.cluster.x-k8s.io',
  controlPlane: 'controlplane.cluster.x-k8s.io',
} as const;
