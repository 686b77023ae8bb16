import type { ObjectRef } from '@tsmove/move-core';
import type { PageRelation } from './page.ts';

/** The document of `tsmove graph -o json`, as far as a page needs it. It holds no bodies. */
export interface GraphDocument {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly cycles: readonly { readonly path: string }[];
}

export interface GraphNode {
  readonly uid: string;
  readonly ref: ObjectRef;
  readonly origin: 'discovered' | 'elsewhere' | 'virtual';
  /** For virtual nodes: whether the owner exists. */
  readonly lookup?: { readonly state: 'absent' | 'present' | 'unknown' };
  readonly takesPart: boolean;
  readonly root: boolean;
  readonly forceMove: boolean;
  readonly global: boolean;
  readonly globalHierarchy: boolean;
  /** UIDs of the roots above it. */
  readonly tenants: readonly string[];
}

/** UIDs; `owner` may also be what is used. */
export interface GraphEdge {
  readonly owner: string;
  readonly dependent: string;
  readonly relation: PageRelation;
}
