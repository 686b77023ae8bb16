import type { JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';

/** The objects of namespace `from` in the source arrive in namespace `to` of the target. */
export interface NamespaceMap {
  readonly from: string;
  readonly to: string;
}

/**
 * Says in the words of one side what is written in those of the other. It exchanges the two names, so it is its own
 * inverse, whatever it is given: what it says twice is what was there.
 */
export interface Translation {
  readonly namespace: (name: string) => string;
  readonly object: (object: KubeObject) => KubeObject;
  /** A merge patch for an object of this kind. */
  readonly patch: (kind: { readonly group: string; readonly kind: string }, patch: JsonObject) => JsonObject;
}
