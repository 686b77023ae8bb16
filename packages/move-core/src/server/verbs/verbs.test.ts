import { describe, expect, it } from 'vitest';
import {
  type Call,
  type Reply,
  startScriptedServer,
  status,
} from '../../../../../test/support/scripted-server/scripted-server.ts';
import { ApiError, TransportError, UsageError } from '../../errors.ts';
import { parseJson, stringifyJson } from '../../model/json-codec.ts';
import type { ResourceType } from '../../model/resource-type.ts';
import { createApiServer } from '../api-server.ts';

const secret: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  hasStatus: false,
};
const machine: ResourceType = {
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  kind: 'Machine',
  plural: 'machines',
  namespaced: true,
  hasStatus: true,
};
const role: ResourceType = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  hasStatus: false,
};

async function against(script: (call: Call) => Reply) {
  const scripted = await startScriptedServer(script);
  const server = createApiServer({
    label: 'source',
    endpoint: { url: scripted.url, ca: scripted.ca },
    retryBudgetMs: 0,
  });
  return {
    server,
    calls: scripted.calls,
    lines: () => scripted.calls.map((call) => `${call.method} ${call.path}`),
    async [Symbol.asyncDispose]() {
      await server.close();
      await scripted.stop();
    },
  };
}

const m1 = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Machine', metadata: { name: 'm1', namespace: 'fleet' } };
const gone = status(404, 'NotFound', 'not found');

describe('get', () => {
  it('reads an object by its path; names are encoded and keep their capitals', async () => {
    await using bed = await against(() => ({ json: m1 }));
    expect(await bed.server.get(machine, { namespace: 'fleet', name: 'm1' })).toEqual(m1);
    await bed.server.get(role, { name: 'system:Controller a b' });
    await bed.server.get(secret, { namespace: 'fleet', name: 'a' });
    expect(bed.lines()).toEqual([
      'GET /apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/machines/m1',
      'GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system%3AController%20a%20b',
      'GET /api/v1/namespaces/fleet/secrets/a',
    ]);
  });

  it('is undefined for what is not there, and an error for what may not be read', async () => {
    await using bed = await against((call) => (call.number === 1 ? gone : status(403, 'Forbidden', 'no')));
    expect(await bed.server.get(machine, { namespace: 'fleet', name: 'm1' })).toBeUndefined();
    await expect(bed.server.get(machine, { namespace: 'fleet', name: 'm1' })).rejects.toBeInstanceOf(ApiError);
  });

  it('asks for a namespace where the type has one', async () => {
    await using bed = await against(() => ({ json: m1 }));
    await expect(bed.server.get(machine, { name: 'm1' })).rejects.toThrow(
      new UsageError('Machine m1: a namespace is needed'),
    );
    expect(bed.calls).toHaveLength(0);
  });

  it('does not take an answer for an object that is none', async () => {
    await using bed = await against(() => ({ json: { login: 'please' } }));
    await expect(bed.server.get(machine, { namespace: 'fleet', name: 'm1' })).rejects.toBeInstanceOf(TransportError);
  });
});

describe('what was read', () => {
  const text =
    '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"fleet","creationTimestamp":null,' +
    '"unknown":{"deep":[1,{"x":null}]},"ownerReferences":[{"apiVersion":"v1","kind":"X","name":"x","uid":"u","extra":true}],' +
    '"managedFields":[{"time":"2026-11-21T10:00:05Z","fieldsV1":{"f:data":{}}}]},' +
    '"spec":{"renewTime":"2026-11-21T10:00:05.123456Z","big":9007199254740993,"least":-9223372036854775808,"quantity":"100m","empty":{},"none":[]},' +
    '"data":{"__proto__":"eA==","constructor":"eQ=="},"futureField":{"a":1.5}}';

  it('is written byte for byte, with unknown fields, nulls, microtime, 64-bit integers and odd keys', async () => {
    await using bed = await against(() => ({ text }));
    const object = await bed.server.get(secret, { namespace: 'fleet', name: 'a' });
    if (object === undefined) throw new Error('nothing was read');
    await bed.server.create(secret, object);
    expect(bed.calls[1]?.body).toBe(text);
    expect(stringifyJson(parseJson(bed.calls[1]?.body ?? ''))).toBe(text);
  });
});

describe('list', () => {
  /** A server that holds this many machines and pages them. */
  function paging(count: number): (call: Call) => Reply {
    return (call) => {
      const start = Number(call.query.get('continue') ?? '0');
      const end = Math.min(count, start + Number(call.query.get('limit')));
      const items = Array.from({ length: end - start }, (_, index) => ({
        ...m1,
        metadata: { name: `m${(start + index).toString()}` },
      }));
      return {
        json: {
          kind: 'MachineList',
          metadata: end < count ? { continue: end.toString(), remainingItemCount: count - end } : {},
          items,
        },
      };
    };
  }

  it('follows the continue token of custom resources to the end', async () => {
    await using bed = await against(paging(601));
    const objects = await bed.server.list(machine, { namespace: 'fleet', labelSelector: 'a=b,!c' });
    expect(objects.map((object) => object.metadata.name)).toEqual(
      Array.from({ length: 601 }, (_, index) => `m${index.toString()}`),
    );
    expect(bed.calls.map((call) => call.query.toString())).toEqual([
      'limit=250&labelSelector=a%3Db%2C%21c',
      'limit=250&labelSelector=a%3Db%2C%21c&continue=250',
      'limit=250&labelSelector=a%3Db%2C%21c&continue=500',
    ]);
    await bed.server.list(machine, { limit: 10_000 });
    expect(bed.calls[3]?.path).toBe('/apis/cluster.x-k8s.io/v1beta2/machines');
  });

  it('starts anew when the continue token has expired, and gives up after some times', async () => {
    const pages = paging(30);
    let expiries = 2;
    const script = (call: Call): Reply =>
      call.query.has('continue') && expiries-- > 0
        ? status(410, 'Expired', 'the provided continue parameter is too old')
        : pages(call);
    await using bed = await against(script);
    expect(await bed.server.list(machine, { limit: 10 })).toHaveLength(30);
    expect(bed.calls).toHaveLength(7);

    expiries = Infinity;
    await expect(bed.server.list(machine, { limit: 10 })).rejects.toMatchObject({ status: 410 });
    expect(bed.calls).toHaveLength(7 + 12);
  });

  it('fills in apiVersion and kind where a built-in list omits them, and changes nothing else', async () => {
    const items = [
      { metadata: { name: 'a' }, data: { x: null }, type: 'Opaque' },
      { ...m1, apiVersion: 'x/v1', kind: 'Y' },
    ];
    await using bed = await against(() => ({ json: { kind: 'SecretList', metadata: {}, items } }));
    expect(await bed.server.list(secret)).toEqual([{ apiVersion: 'v1', kind: 'Secret', ...items[0] }, items[1]]);
  });

  it('is empty for a type that is not served, and for the null of an empty list', async () => {
    await using bed = await against((call) =>
      call.number === 1 ? gone : { json: { kind: 'MachineList', metadata: {}, items: null } },
    );
    expect(await bed.server.list(machine)).toEqual([]);
    expect(await bed.server.list(machine)).toEqual([]);
  });

  it('of metadata asks for it and names the objects by their own type', async () => {
    const item = {
      apiVersion: 'meta.k8s.io/v1',
      kind: 'PartialObjectMetadata',
      metadata: { name: 'm1', namespace: 'fleet' },
    };
    await using bed = await against(() => ({
      json: { kind: 'PartialObjectMetadataList', metadata: {}, items: [item] },
    }));
    expect(await bed.server.listMetadata(machine)).toEqual([m1]);
    expect(bed.calls[0]?.headers.accept).toBe('application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1');
  });

  it('does not take an answer for a list that is none', async () => {
    await using bed = await against((call) => ({
      json: call.number === 1 ? { items: 'x' } : { items: [{ metadata: {} }] },
    }));
    await expect(bed.server.list(machine)).rejects.toBeInstanceOf(TransportError);
    await expect(bed.server.list(machine)).rejects.toBeInstanceOf(TransportError);
  });
});

describe('writes', () => {
  it('go to the right place with field manager and dry run', async () => {
    await using bed = await against(() => ({ json: m1 }));
    const key = { namespace: 'fleet', name: 'm1' };
    const options = { fieldManager: 'tsmove-1', dryRun: true };
    await bed.server.create(machine, m1, options);
    await bed.server.update(machine, m1, options);
    await bed.server.updateStatus(machine, m1);
    await bed.server.mergePatch(machine, key, { metadata: { annotations: { a: null } } }, options);
    const at = '/apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/machines';
    expect(bed.lines()).toEqual([`POST ${at}`, `PUT ${at}/m1`, `PUT ${at}/m1/status`, `PATCH ${at}/m1`]);
    const query = 'fieldManager=tsmove-1&dryRun=All';
    expect(bed.calls.map((call) => call.query.toString())).toEqual([query, query, '', query]);
    expect(bed.calls.map((call) => call.headers['content-type'])).toEqual([
      ...['application/json', 'application/json', 'application/json'],
      'application/merge-patch+json',
    ]);
    expect(bed.calls[3]?.body).toBe('{"metadata":{"annotations":{"a":null}}}');
  });

  it('of cluster-scoped objects ignore a namespace', async () => {
    const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'a' } };
    await using bed = await against((call) => ({ json: call.method === 'POST' ? object : { items: [object] } }));
    await bed.server.create(role, object);
    await bed.server.list(role, { namespace: 'fleet' });
    const at = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
    expect(bed.lines()).toEqual([`POST ${at}`, `GET ${at}`]);
  });
});

describe('delete', () => {
  const key = { namespace: 'fleet', name: 'm1' };

  it('names uid and resourceVersion, deletes in the background, and takes Status and object for an answer', async () => {
    await using bed = await against((call) => ({
      json: call.number === 1 ? { kind: 'Status', status: 'Success' } : m1,
    }));
    expect(await bed.server.delete(machine, key, { uid: 'u', resourceVersion: '7' })).toBe('deleted');
    expect(await bed.server.delete(machine, key, { uid: 'u' }, { dryRun: true, fieldManager: 'x' })).toBe('deleted');
    expect(bed.calls.map((call) => parseJson(call.body))).toEqual([
      {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        preconditions: { uid: 'u', resourceVersion: '7' },
      },
      {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
        preconditions: { uid: 'u' },
        dryRun: ['All'],
      },
    ]);
  });

  it('is done when there is no such object, and refused when it is another one', async () => {
    const conflict = status(409, 'Conflict', 'the UID in the precondition (u) does not match the UID in record (v)');
    await using bed = await against((call) => (call.number === 1 ? gone : conflict));
    expect(await bed.server.delete(machine, key, { uid: 'u' })).toBe('gone');
    await expect(bed.server.delete(machine, key, { uid: 'u' })).rejects.toMatchObject({
      status: 409,
      reason: 'Conflict',
    });
  });
});
