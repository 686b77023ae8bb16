import { pathOf } from '../../support/api/discovery.ts';
import { managersInTarget, soleManager, statusManager } from './managers.ts';
import { isCluster, listAll, toCreate, type Found } from './objects.ts';
import type { RawTask, RawTimes } from './task.ts';
import type { Wire } from './wire.ts';

/**
 * The least that a safe move can send: everything is listed, Clusters are paused, every object is created (and given its
 * status) under the manager of its fields, or given its managers if there are several; and only when all are there they
 * are deleted in the source, finalizers first, and the Clusters resumed. Nothing is checked, compared, retried or recorded.
 * The only order is the one without which the garbage collectors would take part: owners are created before their
 * dependents, whose references need the new UIDs, and deleted after them.
 */
export async function moveRaw(source: Wire, target: Wire, task: RawTask): Promise<RawTimes> {
  const started = performance.now();
  const { namespace } = task;
  const objects = await listAll(source, task.kinds, namespace);
  const listed = performance.now();
  const clusters = objects.filter(isCluster);
  const pathTo = ({ resource, object }: Found): string => pathOf(resource, namespace, object.metadata.name);
  await Promise.all(clusters.map((one) => source.write('PATCH', pathTo(one), { spec: { paused: true } })));
  await target.write('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  const paused = performance.now();
  await createAll(target, objects, task);
  const created = performance.now();
  await retireAll(source, objects, pathTo);
  const retired = performance.now();
  await Promise.all(clusters.map((one) => target.write('PATCH', pathTo(one), { spec: { paused: null } })));
  return { started, listed, paused, created, retired, resumed: performance.now() };
}

async function createAll(target: Wire, objects: readonly Found[], { namespace, status }: RawTask): Promise<void> {
  const finished: Promise<unknown>[] = [];
  const uids = await eachAfter<string>(objects, ownersOf, async (found, ownersInTarget) => {
    const { resource, object } = found;
    const uidInTarget = (uid: string): string => ownersInTarget.get(uid) ?? uid;
    const sole = soleManager(found);
    const path = by(pathOf(resource, namespace), sole);
    const { metadata } = await target.write('POST', path, toCreate(found, uidInTarget));
    const { name, resourceVersion } = metadata;
    const rest = async (): Promise<void> => {
      if (status && object['status'] !== undefined && resource.subresources.includes('status')) {
        await target.write('PUT', by(pathOf(resource, namespace, name, 'status'), statusManager(found)), {
          apiVersion: resource.apiVersion,
          kind: resource.kind,
          metadata: { name, namespace, resourceVersion },
          status: object['status'],
        });
      }
      if (sole === undefined) {
        const managedFields = managersInTarget(found, uidInTarget);
        await target.write('PATCH', pathOf(resource, namespace, name), { metadata: { managedFields } });
      }
    };
    // Dependents need the UID and not the status. A refusal is thrown below, and must not end the process before.
    const ended = rest();
    ended.catch(() => undefined);
    finished.push(ended);
    return metadata.uid ?? '';
  });
  if (uids.size < objects.length) throw new Error('two objects of one UID');
  await Promise.all(finished);
}

const by = (path: string, manager: string | undefined): string =>
  manager === undefined ? path : `${path}?fieldManager=${encodeURIComponent(manager)}`;

async function retireAll(source: Wire, objects: readonly Found[], pathTo: (one: Found) => string): Promise<void> {
  const dependents = new Map<string, string[]>();
  for (const one of objects) {
    for (const owner of ownersOf(one)) dependents.set(owner, [...(dependents.get(owner) ?? []), uidOf(one)]);
  }
  await eachAfter(
    objects,
    (one) => dependents.get(uidOf(one)) ?? [],
    async (one) => {
      const path = pathTo(one);
      if ((one.object.metadata.finalizers ?? []).length > 0)
        await source.write('PATCH', path, { metadata: { finalizers: null } });
      await source.write('DELETE', path);
      return '';
    },
  );
}

const uidOf = ({ object }: Found): string => object.metadata.uid ?? '';
const ownersOf = ({ object }: Found): readonly string[] =>
  (object.metadata.ownerReferences ?? []).map(({ uid }) => uid);

/** Each object as soon as those are done that it waits for; the pool of connections is the only limit. Results by UID. */
export async function eachAfter<T>(
  objects: readonly Found[],
  before: (one: Found) => readonly string[],
  work: (one: Found, done: ReadonlyMap<string, T>) => Promise<T>,
): Promise<ReadonlyMap<string, T>> {
  const byUid = new Map(objects.map((one) => [uidOf(one), one]));
  const done = new Map<string, T>();
  const begun = new Map<string, Promise<void>>();
  const begin = (one: Found): Promise<void> => {
    const uid = uidOf(one);
    const known = begun.get(uid) ?? run(one, uid);
    begun.set(uid, known);
    return known;
  };
  const run = async (one: Found, uid: string): Promise<void> => {
    await Promise.all(
      before(one).flatMap((other) => {
        const first = byUid.get(other);
        return first === undefined ? [] : [begin(first)];
      }),
    );
    done.set(uid, await work(one, done));
  };
  await Promise.all(objects.map(begin));
  return done;
}
