/** What a provider is written against: types and small pure helpers, nothing of the executor. */
export type { Diagnostic } from './errors.ts';
export type { Difference } from './equality/difference.ts';
export { isJsonObject, type JsonObject, type JsonValue } from './model/json.ts';
export type { KubeObject, ObjectMeta, OwnerReference } from './model/kube-object.ts';
export { compareRefs, formatRef, refOf, type ObjectRef } from './model/object-ref.ts';
export type { Hold, KindRule, KindSelector, ObjectIndex, Provider, Relationship } from './provider/types.ts';
