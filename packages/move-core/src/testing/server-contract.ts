import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMaps, leases, namespaces } from '../discover/core-types.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { KubeObject, ObjectMeta } from '../model/kube-object.ts';
import { versionOf } from '../model/version-of.ts';
import type { ResourceType } from '../model/resource-type.ts';
import type { ApiServer } from '../server/types.ts';

/** A server that serves `contractKind` with any content and a status subresource; its own or a fresh one. */
export interface ServerBed {
  readonly server: ApiServer;
  close(): Promise<void>;
}

/** What a bed must serve beside the built-in kinds. */
export const contractKind = { group: 'contract.example.test', kind: 'Widget' } as const;

const widgets: ResourceType = {
  ...contractKind,
  ...{ version: 'v1', plural: 'widgets', namespaced: true, hasStatus: true },
};
const namespace = 'contract';
const someoneElse = '00000000-0000-4000-8000-000000000000';
const [forever, alice, bob] = [['contract.example.test/hold'], { fieldManager: 'alice' }, { fieldManager: 'bob' }];

/** What moves rely on. It holds for real API servers, and so it must for the one that unit tests run against. */
export function runServerContract(name: string, makeBed: () => Promise<ServerBed>): void {
  describe(`the server contract: ${name}`, () => {
    let bed: ServerBed;
    let server: ApiServer;
    let count = 0;
    beforeAll(async () => {
      bed = await makeBed();
      server = bed.server;
      await server.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    });
    afterAll(async () => bed.close());

    function widget(more: Readonly<Record<string, JsonValue>> = {}, metadata: JsonObject = {}): KubeObject {
      count += 1;
      const name = `w-${count.toString().padStart(3, '0')}`;
      return {
        ...{ apiVersion: 'contract.example.test/v1', kind: 'Widget', spec: { on: true } },
        ...more,
        metadata: { ...metadata, name, namespace },
      };
    }
    const make = (more: Readonly<Record<string, JsonValue>> = {}, metadata: JsonObject = {}): Promise<KubeObject> =>
      server.create(widgets, widget(more, metadata), alice);
    const read = (object: KubeObject): Promise<KubeObject | undefined> => server.get(widgets, keyOf(object));
    const patch = (object: KubeObject, change: JsonObject, by = bob): Promise<KubeObject> =>
      server.mergePatch(widgets, keyOf(object), change, by);
    const outdated = async (object: KubeObject): Promise<ObjectMeta> => {
      await patch(object, { spec: { touched: object.metadata.resourceVersion ?? '' } });
      return object.metadata;
    };

    describe('a patch', () => {
      it('is answered with the whole object, or with its metadata alone', async () => {
        const one = await make({ spec: { color: 'red' } });
        const labels = { metadata: { labels: { a: 'b' } } };
        expect(await patch(one, labels)).toMatchObject({ spec: { color: 'red' }, metadata: { labels: { a: 'b' } } });
        const options = { ...alice, metadataOnly: true };
        const answer = await server.mergePatch(widgets, keyOf(one), { metadata: { labels: { a: 'c' } } }, options);
        const { apiVersion, kind, metadata } = (await read(one)) ?? one;
        expect(answer).toEqual({ apiVersion, kind, metadata });
      });
    });

    describe('guards', () => {
      it('refuse a second object of the same name', async () => {
        const one = await make();
        await expect(server.create(widgets, { ...one, metadata: keyOf(one) })).rejects.toMatchObject(exists);
      });

      it('refuse a patch with an outdated resourceVersion as a conflict, and with another uid as invalid', async () => {
        const one = await make();
        const { resourceVersion = '', uid = '' } = await outdated(one);
        await expect(patch(one, { metadata: { resourceVersion } })).rejects.toMatchObject(conflict);
        await expect(patch(one, { metadata: { uid: someoneElse } })).rejects.toMatchObject(invalid);
        await expect(patch(one, { metadata: { uid: someoneElse, resourceVersion } })).rejects.toMatchObject(conflict);
        await expect(patch(one, { metadata: { uid }, spec: { on: false } })).resolves.toMatchObject({
          spec: { on: false },
        });
      });

      it('refuse a PUT with an outdated resourceVersion or another uid as a conflict, with none as invalid', async () => {
        const one = await make();
        const { uid = '' } = await outdated(one);
        const put = (metadata: ObjectMeta): Promise<KubeObject> => server.update(widgets, { ...one, metadata });
        const current = (await read(one))?.metadata.resourceVersion ?? '';
        await expect(put(one.metadata)).rejects.toMatchObject(conflict);
        await expect(put({ ...one.metadata, uid: someoneElse, resourceVersion: current })).rejects.toMatchObject(
          conflict,
        );
        await expect(put(keyOf(one))).rejects.toMatchObject(invalid);
        await expect(put({ ...keyOf(one), uid, resourceVersion: current })).resolves.toMatchObject({
          spec: { on: true },
        });
      });

      it('refuse a PUT of a Lease without a resourceVersion, but not one of a ConfigMap', async () => {
        const metadata = keyOf(widget());
        const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: { holderIdentity: 'a' } };
        await server.create(leases, lease);
        await expect(server.update(leases, { ...lease, spec: { holderIdentity: 'b' } })).rejects.toMatchObject(invalid);
        const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } };
        await server.create(configMaps, configMap);
        const put = { ...configMap, data: { a: 'c' } };
        await expect(server.update(configMaps, put)).resolves.toMatchObject({ data: { a: 'c' } });
      });

      it('refuse a PUT of the status likewise', async () => {
        const one = await make();
        await outdated(one);
        const put = (metadata: ObjectMeta): Promise<KubeObject> =>
          server.updateStatus(widgets, { ...one, metadata, status: { ready: true } });
        const current = (await read(one))?.metadata.resourceVersion ?? '';
        await expect(put(one.metadata)).rejects.toMatchObject(conflict);
        await expect(put({ ...one.metadata, uid: someoneElse, resourceVersion: current })).rejects.toMatchObject(
          conflict,
        );
        await expect(put({ ...one.metadata, resourceVersion: current })).resolves.toMatchObject({
          status: { ready: true },
        });
      });

      it('refuse a DELETE with another uid or an outdated resourceVersion as a conflict', async () => {
        const one = await make();
        const { uid = '', resourceVersion = '' } = await outdated(one);
        const key = keyOf(one);
        await expect(server.delete(widgets, key, { uid: someoneElse })).rejects.toMatchObject(conflict);
        await expect(server.delete(widgets, key, { uid, resourceVersion })).rejects.toMatchObject(conflict);
        const current = (await read(one))?.metadata.resourceVersion ?? '';
        expect(await server.delete(widgets, key, { uid, resourceVersion: current })).toBe('deleted');
        expect(await server.delete(widgets, key, { uid })).toBe('gone');
      });

      it('say that what is not there is not found', async () => {
        const never = widget();
        await expect(patch(never, { spec: {} })).rejects.toMatchObject(notFound);
        await expect(server.update(widgets, withVersion(never, '1'))).rejects.toMatchObject(notFound);
        await expect(server.updateStatus(widgets, withVersion(never, '1'))).rejects.toMatchObject(notFound);
        const nowhere = { ...never, metadata: { ...never.metadata, namespace: 'nowhere' } };
        await expect(server.create(widgets, nowhere)).rejects.toMatchObject(notFound);
        expect(await read(never)).toBeUndefined();
      });
    });

    describe('what is stored', () => {
      it('is without empty metadata, and without a status that came with the create', async () => {
        const one = await make(
          { status: { ready: true } },
          { annotations: {}, labels: {}, finalizers: [], ownerReferences: [] },
        );
        expect(Object.keys(one).sort()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
        expect(Object.keys(one.metadata).sort()).toEqual(
          ['creationTimestamp', 'generation', 'managedFields', 'name', 'namespace', 'resourceVersion', 'uid'].sort(),
        );
        expect(await read(one)).toEqual(one);
      });

      it('keeps its resourceVersion when a write changes nothing', async () => {
        const one = await make({}, { finalizers: forever, labels: { a: 'b' } });
        expect(await patch(one, { spec: { on: true }, metadata: { finalizers: forever } })).toEqual(one);
        expect(await patch(one, {})).toEqual(one);
        expect(await server.update(widgets, one, bob)).toEqual(one);
        const told = await server.updateStatus(widgets, { ...one, status: { ready: true } }, bob);
        expect(told.metadata.resourceVersion).not.toBe(one.metadata.resourceVersion);
        expect(await server.updateStatus(widgets, told, alice)).toEqual(told);
      });

      it('loses by a merge patch what is null there, and keeps nulls of a PUT', async () => {
        const one = await make({ spec: { on: true, off: 1 } }, { annotations: { a: 'x' } });
        const patched = await patch(one, { spec: { off: null }, metadata: { annotations: { a: null } } });
        expect(patched.spec).toEqual({ on: true });
        expect(patched.metadata.annotations).toBeUndefined();
        const told = await server.updateStatus(widgets, { ...patched, status: { phase: null } });
        expect(told.status).toEqual({ phase: null });
      });

      it('takes what servers decide from nobody', async () => {
        const one = await make();
        const put = { ...one.metadata, generation: 7, creationTimestamp: '2001-01-01T00:00:00Z', selfLink: 'x' };
        const saved = await server.update(widgets, { ...one, metadata: put });
        expect(saved.metadata.generation).toBe(1);
        expect(saved.metadata.creationTimestamp).toBe(one.metadata.creationTimestamp);
      });
    });

    describe('the status', () => {
      it('is written by its subresource alone, which writes nothing else', async () => {
        const one = await make();
        const status = { ready: true };
        const put = { ...one, spec: { on: false }, status, metadata: { ...one.metadata, labels: { a: 'b' } } };
        const told = await server.updateStatus(widgets, put, bob);
        expect(told).toMatchObject({ spec: { on: true }, status });
        expect(told.metadata.labels).toBeUndefined();
        const replaced = await server.update(widgets, { ...told, status: { ready: false } }, bob);
        expect(replaced).toMatchObject({ status });
        expect(await patch(one, { status: { ready: false } })).toMatchObject({ status });
      });
    });

    describe('the generation', () => {
      it('counts changes of what is desired, and no others', async () => {
        const one = await make({}, { finalizers: forever });
        expect(one.metadata.generation).toBe(1);
        expect((await patch(one, { metadata: { labels: { a: 'b' } } })).metadata.generation).toBe(1);
        const patched = await patch(one, { spec: { on: false } });
        expect(patched.metadata.generation).toBe(2);
        const told = await server.updateStatus(widgets, { ...patched, status: { ready: true } });
        expect(told.metadata.generation).toBe(2);
        expect((await patch(one, { data: { beside: 'the spec' } })).metadata.generation).toBe(3);
        await server.delete(widgets, keyOf(one), { uid: one.metadata.uid ?? '' });
        expect((await read(one))?.metadata.generation).toBe(4);
        await patch(one, { metadata: { finalizers: null } });
      });

      it('is not there for ConfigMaps', async () => {
        const metadata = keyOf(widget());
        const made = await server.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
        const changed = await server.mergePatch(configMaps, metadata, { data: { a: 'b' } });
        expect([made.metadata.generation, changed.metadata.generation]).toEqual([undefined, undefined]);
      });
    });

    describe('finalizers', () => {
      it('hold a deletion until the last one is taken off, and none may come meanwhile', async () => {
        const one = await make({}, { finalizers: ['a.test/x', 'b.test/y'] });
        const { uid = '' } = one.metadata;
        expect(await server.delete(widgets, keyOf(one), { uid })).toBe('deleted');
        const doomed = await read(one);
        expect(doomed?.metadata.deletionTimestamp).toBeDefined();
        expect(await server.delete(widgets, keyOf(one), { uid })).toBe('deleted');
        expect(await read(one)).toEqual(doomed);
        await expect(
          patch(one, { metadata: { finalizers: ['a.test/x', 'b.test/y', 'c.test/z'] } }),
        ).rejects.toMatchObject(invalid);
        await patch(one, { metadata: { finalizers: ['b.test/y'] } });
        await expect(patch(one, { metadata: { finalizers: ['a.test/x', 'b.test/y'] } })).rejects.toMatchObject(invalid);
        await patch(one, { metadata: { finalizers: [] } });
        expect(await read(one)).toBeUndefined();
        expect(await server.delete(widgets, keyOf(one), { uid })).toBe('gone');
      });
    });

    describe('managedFields', () => {
      it('give the creator everything, and a later writer what it adds or changes', async () => {
        const one = await make(
          { spec: { on: true, deep: { left: 1, list: [1] } } },
          { finalizers: forever, labels: { a: 'b' } },
        );
        expect(managersOf(one)).toEqual({
          'alice Update contract.example.test/v1': {
            'f:metadata': {
              'f:finalizers': { '.': {}, 'v:"contract.example.test/hold"': {} },
              'f:labels': { '.': {}, 'f:a': {} },
            },
            'f:spec': { '.': {}, 'f:deep': { '.': {}, 'f:left': {}, 'f:list': {} }, 'f:on': {} },
          },
        });
        const patched = await patch(one, {
          spec: { on: false, deep: { list: [1, 2], right: null } },
          data: { a: 'x' },
        });
        expect(managersOf(patched)).toEqual({
          'alice Update contract.example.test/v1': {
            'f:metadata': {
              'f:finalizers': { '.': {}, 'v:"contract.example.test/hold"': {} },
              'f:labels': { '.': {}, 'f:a': {} },
            },
            'f:spec': { '.': {}, 'f:deep': { '.': {}, 'f:left': {} } },
          },
          'bob Update contract.example.test/v1': {
            'f:data': { '.': {}, 'f:a': {} },
            'f:spec': { 'f:deep': { 'f:list': {} }, 'f:on': {} },
          },
        });
        await patch(one, { metadata: { finalizers: null } });
      });

      it('of a status are apart, even for the same writer', async () => {
        const one = await make();
        const told = await server.updateStatus(
          widgets,
          { ...one, status: { ready: true, nothing: null, conditions: [{ type: 'Ready' }] } },
          alice,
        );
        expect(managersOf(told)).toEqual({
          'alice Update contract.example.test/v1': { 'f:spec': { '.': {}, 'f:on': {} } },
          'alice Update contract.example.test/v1 status': {
            'f:status': { '.': {}, 'f:conditions': {}, 'f:nothing': {}, 'f:ready': {} },
          },
        });
      });

      it('belong to nobody when they are taken away, and lists of their keys are by item', async () => {
        const owner = await make();
        const ownerReferences = [reference(owner)];
        const one = await make({ spec: { on: true, off: true } }, { ownerReferences, annotations: { a: 'x', b: 'y' } });
        const { uid = '' } = owner.metadata;
        expect(managersOf(one)).toEqual({
          'alice Update contract.example.test/v1': {
            'f:metadata': {
              'f:annotations': { '.': {}, 'f:a': {}, 'f:b': {} },
              'f:ownerReferences': { '.': {}, [`k:{"uid":"${uid}"}`]: {} },
            },
            'f:spec': { '.': {}, 'f:off': {}, 'f:on': {} },
          },
        });
        const cut = await patch(one, {
          spec: { off: null },
          metadata: { ownerReferences: null, annotations: { a: null } },
        });
        expect(managersOf(cut)).toEqual({
          'alice Update contract.example.test/v1': {
            'f:metadata': { 'f:annotations': { '.': {}, 'f:b': {} } },
            'f:spec': { '.': {}, 'f:on': {} },
          },
        });
        const empty = await patch(one, { metadata: { annotations: { b: null } } });
        expect(managersOf(empty)).toEqual({
          'alice Update contract.example.test/v1': { 'f:spec': { '.': {}, 'f:on': {} } },
        });
      });

      it('are what a request says they were, and on top of it what it changes', async () => {
        const one = await make();
        const managedFields = [
          {
            ...{ manager: 'carol', operation: 'Apply', apiVersion: 'contract.example.test/v1' },
            ...{ fieldsType: 'FieldsV1', fieldsV1: { 'f:spec': { 'f:on': {} } }, time: '2020-01-01T00:00:00Z' },
          },
        ];
        const said = await patch(one, { metadata: { managedFields } });
        expect(managersOf(said)).toEqual({ 'carol Apply contract.example.test/v1': { 'f:spec': { 'f:on': {} } } });
        expect(said.metadata.managedFields?.[0]?.['time']).toBe('2020-01-01T00:00:00Z');
        expect(said.metadata.generation).toBe(1);
        const both = await patch(one, { spec: { off: true }, metadata: { managedFields } });
        expect(managersOf(both)).toEqual({
          'carol Apply contract.example.test/v1': { 'f:spec': { 'f:on': {} } },
          'bob Update contract.example.test/v1': { 'f:spec': { 'f:off': {} } },
        });
        // A field that the very request takes away is struck from the managers that it names.
        const struck = await patch(one, { spec: { on: null }, metadata: { managedFields } });
        expect(managersOf(struck)).toEqual({});
      });

      it('are forgotten by [{}], and not by an empty list or null', async () => {
        const one = await make();
        expect(await patch(one, { metadata: { managedFields: [] } })).toEqual(one);
        expect(await patch(one, { metadata: { managedFields: null } })).toEqual(one);
        const forgotten = await patch(one, { metadata: { managedFields: [{}] } });
        expect(forgotten.metadata.managedFields).toBeUndefined();
        expect((await read(one))?.metadata.managedFields).toBeUndefined();
        // Whose managers are not known is not tracked any more.
        const later = await patch(one, { spec: { off: true } });
        expect(later.metadata.managedFields).toBeUndefined();
        const told = await server.updateStatus(widgets, { ...later, status: { ready: true } });
        expect(told.metadata.managedFields).toBeUndefined();
      });

      it('cannot be told to the status subresource', async () => {
        const one = await make();
        const put = { ...one, status: { ready: true }, metadata: { ...one.metadata, managedFields: [{}] } };
        expect(managersOf(await server.updateStatus(widgets, put, bob))).toEqual({
          'alice Update contract.example.test/v1': { 'f:spec': { '.': {}, 'f:on': {} } },
          'bob Update contract.example.test/v1 status': { 'f:status': { '.': {}, 'f:ready': {} } },
        });
      });
    });

    describe('lists', () => {
      it('are by name, may be selected by label, and have metadata alone if that is asked for', async () => {
        const labels = { listed: 'yes' };
        const made = [
          await make({}, { labels }),
          await make({}, { labels }),
          await make({}, { labels: { other: 'x' } }),
        ];
        const found = await server.list(widgets, { namespace, labelSelector: 'listed=yes' });
        expect(found).toEqual(made.slice(0, 2));
        expect(await server.listMetadata(widgets, { namespace, labelSelector: 'listed' })).toEqual(
          made.slice(0, 2).map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata })),
        );
        expect(await server.listMetadata(widgets, { namespace, labelSelector: 'listed', versionsOnly: true })).toEqual(
          made.slice(0, 2).map(versionOf),
        );
        const names = (await server.list(widgets)).map(({ metadata }) => metadata.name);
        expect(names).toEqual([...names].sort());
        expect(await server.list(widgets, { namespace: 'nowhere' })).toEqual([]);
        expect(await server.list({ ...widgets, plural: 'gadgets', kind: 'Gadget' })).toEqual([]);
      });
    });
  });
}

const conflict = { status: 409, reason: 'Conflict' };
const exists = { status: 409, reason: 'AlreadyExists' };
const invalid = { status: 422, reason: 'Invalid' };
const notFound = { status: 404, reason: 'NotFound' };

function keyOf({ metadata }: KubeObject): { readonly namespace: string; readonly name: string } {
  return { namespace: metadata.namespace ?? '', name: metadata.name };
}

function withVersion(object: KubeObject, resourceVersion: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}

function reference({ apiVersion, kind, metadata }: KubeObject): JsonObject {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
}

/** The fields of each entry by what tells entries apart; when they were written is left out. */
function managersOf({ metadata }: KubeObject): Readonly<Record<string, JsonValue | undefined>> {
  return Object.fromEntries(
    (metadata.managedFields ?? []).map((entry) => [
      ['manager', 'operation', 'apiVersion', 'subresource']
        .map((key) => entry[key])
        .filter((text) => typeof text === 'string')
        .join(' '),
      entry['fieldsV1'],
    ]),
  );
}
