import type { JsonValue } from '../../model/json.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { refOf, type ObjectRef } from '../../model/object-ref.ts';
import { listAt, objectAt } from '../workloads.ts';

/** What a pivot must not change about an object, as far as it has it. */
export interface ObservedObject {
  readonly ref: ObjectRef;
  /** Of hosts. */
  readonly state?: string;
  readonly providerId?: string;
  /** Of Machines. */
  readonly node?: string;
  /** The status of those of the conditions Ready and Available that it has. */
  readonly conditions?: Readonly<Record<string, string>>;
  /** It is copied, and stays in the source. */
  readonly stays?: true;
}

/** How everything that moves was when the source was quiet. */
export interface Observed {
  readonly objects: readonly ObservedObject[];
}

/** The kinds that are observed: a Secret has nothing to settle. */
export function isObserved({ group, kind }: ObjectRef): boolean {
  return group !== '' && !kind.endsWith('Template') && kind !== 'ClusterClass';
}

export function observe(object: KubeObject): ObservedObject {
  const ref = refOf(object);
  const status = objectAt(object.status);
  const state = ref.kind === 'BareMetalHost' ? textOf(objectAt(status, 'provisioning')['state']) : undefined;
  const providerId = textOf(objectAt(object.spec)['providerID']);
  const node = ref.kind === 'Machine' ? textOf(objectAt(status, 'nodeRef')['name']) : undefined;
  const conditions = conditionsOf(object);
  return {
    ref,
    ...(state === undefined ? {} : { state }),
    ...(providerId === undefined ? {} : { providerId }),
    ...(node === undefined ? {} : { node }),
    ...(Object.keys(conditions).length === 0 ? {} : { conditions }),
  };
}

/** Where providers keep conditions: of the newest contract first. */
export function conditionsOf(object: KubeObject): Readonly<Record<string, string>> {
  const all = listAt(objectAt(object.status)['conditions']).map((one) => objectAt(one));
  return Object.fromEntries(
    all.flatMap(({ type, status }): [string, string][] =>
      (type === 'Ready' || type === 'Available') && typeof status === 'string' ? [[type, status]] : [],
    ),
  );
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
