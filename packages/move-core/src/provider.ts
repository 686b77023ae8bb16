/** What a provider is written against: types and small pure helpers, nothing of the executor. */
export { MoveError, type Diagnostic, type MoveErrorOptions } from './errors.ts';
export type { Difference } from './equality/difference.ts';
export { isJsonObject, type JsonObject, type JsonValue } from './model/json.ts';
export type { KubeObject, ObjectMeta, OwnerReference } from './model/kube-object.ts';
export { compareRefs, formatRef, refOf, type ObjectRef } from './model/object-ref.ts';
export type {
  Hold,
  KindRule,
  KindSelector,
  NamespacePlaces,
  ObjectIndex,
  Planned,
  Provider,
  Relationship,
  Renaming,
} from './provider/types.ts';
