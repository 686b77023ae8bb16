import type { ControlPlane } from '../control-plane/control-plane.ts';
import { customKinds } from './custom-kinds.ts';
import { informersOf, keyOf } from './informer.ts';
import type { StandIn } from './stand-in.ts';

/** An object that was seen being deleted while a finalizer still held it: a controller would have torn down what it stands for. */
export interface Alarm {
  readonly object: string;
  readonly finalizers: readonly string[];
  readonly resourceVersion: string;
}

export interface DeletionAlarm extends StandIn {
  /** In the order they were seen; one for each object, at its first sighting. */
  readonly alarms: readonly Alarm[];
}

/**
 * Watches every custom kind for a deletionTimestamp beside a finalizer. A watch cannot miss it: the API server sends the
 * state in between as a change of its own. An object without finalizers is gone at once, and no controller ever sees it
 * being deleted; that is how a move must remove objects.
 */
export async function deletionAlarm(plane: ControlPlane): Promise<DeletionAlarm> {
  const informers = informersOf(plane);
  const alarms: Alarm[] = [];
  const rung = new Set<string>();
  const ends: (() => void)[] = [];
  for (const resource of await customKinds(plane)) {
    const informer = await informers.on(resource);
    ends.push(
      informer.subscribe(({ type, object }) => {
        const { deletionTimestamp, finalizers = [], uid, namespace, name, resourceVersion } = object.metadata;
        if (type === 'DELETED' || deletionTimestamp === undefined || finalizers.length === 0 || rung.has(String(uid)))
          return;
        rung.add(String(uid));
        alarms.push({
          object: `${object.kind} ${keyOf(namespace, name)}`,
          finalizers,
          resourceVersion: String(resourceVersion),
        });
      }),
    );
  }
  const stop = async (): Promise<void> => {
    for (const end of ends) end();
    await informers.close();
  };
  return { alarms, stop, [Symbol.asyncDispose]: stop };
}
