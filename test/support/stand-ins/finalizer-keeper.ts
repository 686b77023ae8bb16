import type { KubeObject } from '../api/api.ts';
import { pathOf } from '../api/discovery.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { customKinds } from './custom-kinds.ts';
import { informersOf, keyOf, type Informer } from './informer.ts';
import { workQueue, type StandIn } from './stand-in.ts';

export interface FinalizerKeeper extends StandIn {
  /** How often each object got a finalizer back, by `Kind namespace/name`. */
  readonly kept: ReadonlyMap<string, number>;
}

export interface FinalizerKeeperOptions {
  /** How long the controller takes before it puts the finalizer back, in milliseconds. Default: 0. */
  readonly delay?: number;
  /** Objects whose controller is not interested. Default: none. */
  readonly except?: (object: KubeObject) => boolean;
}

/**
 * Puts back a finalizer that vanished from an object which is not being deleted. Cluster API's controllers ensure their
 * finalizer first thing in every round, before they look whether the object is paused, so a held object gets it back too.
 */
export async function finalizerKeeper(
  plane: ControlPlane,
  options: FinalizerKeeperOptions = {},
): Promise<FinalizerKeeper> {
  const informers = informersOf(plane);
  const all = new Map<string, Informer>();
  for (const resource of await customKinds(plane))
    all.set(`${resource.kind}.${resource.group}`, await informers.on(resource));
  const due = new Map<string, ReadonlySet<string>>();
  const kept = new Map<string, number>();

  const queue = workQueue(async (key) => {
    if (options.delay !== undefined) await new Promise((resolve) => setTimeout(resolve, options.delay));
    const [groupKind = '', objectKey = ''] = key.split(' ');
    const informer = all.get(groupKind);
    const object = informer?.objects.get(objectKey);
    if (informer === undefined || object === undefined || object.metadata.deletionTimestamp !== undefined) return;
    const present = object.metadata.finalizers ?? [];
    const missing = [...(due.get(String(object.metadata.uid)) ?? [])].filter(
      (finalizer) => !present.includes(finalizer),
    );
    if (missing.length === 0) return;
    const { namespace, name, resourceVersion } = object.metadata;
    await informers.api.call('PATCH', `${pathOf(informer.resource, namespace, name)}?fieldManager=manager`, {
      metadata: { resourceVersion, finalizers: [...present, ...missing] },
    });
    const said = `${object.kind} ${keyOf(namespace, name)}`;
    kept.set(said, (kept.get(said) ?? 0) + 1);
  });

  const ends = [...all].map(([groupKind, informer]) =>
    informer.subscribe(({ type, object }) => {
      const uid = String(object.metadata.uid);
      if (type === 'DELETED') return void due.delete(uid);
      if (options.except?.(object) === true) return;
      due.set(uid, new Set([...(due.get(uid) ?? []), ...(object.metadata.finalizers ?? [])]));
      if ((object.metadata.finalizers ?? []).length < (due.get(uid)?.size ?? 0)) {
        queue.add(`${groupKind} ${keyOf(object.metadata.namespace, object.metadata.name)}`);
      }
    }),
  );

  const stop = async (): Promise<void> => {
    for (const end of ends) end();
    await queue.stop();
    await informers.close();
  };
  return { kept, stop, [Symbol.asyncDispose]: stop };
}
