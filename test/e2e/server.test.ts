import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiError, KubeconfigError, TransportError } from '../../packages/move-core/src/errors.ts';
import type { JsonValue } from '../../packages/move-core/src/model/json.ts';
import type { KubeObject } from '../../packages/move-core/src/model/kube-object.ts';
import type { ResourceType } from '../../packages/move-core/src/model/resource-type.ts';
import { canI } from '../../packages/move-core/src/server/access-review.ts';
import { connect, type ConnectOptions } from '../../packages/move-core/src/server/connect.ts';
import { isWebhookUnreachable, webhookDenial } from '../../packages/move-core/src/server/errors/webhook.ts';
import { discoverResources } from '../../packages/move-core/src/server/resources/discover.ts';
import type { RetryEvent } from '../../packages/move-core/src/server/retry/event.ts';
import { serverVersion } from '../../packages/move-core/src/server/server-version.ts';
import type { ApiServer } from '../../packages/move-core/src/server/types.ts';
import { createAuthority } from '../support/certificates/authority.ts';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { writeKubeconfig } from '../support/control-plane/kubeconfig.ts';
import { startControlPlane } from '../support/control-plane/start.ts';
import { defineCrd } from '../support/crds/define.ts';
import { type Call, startScriptedServer } from '../support/scripted-server/scripted-server.ts';

const core = { group: '', version: 'v1', hasStatus: false };
const namespaces: ResourceType = { ...core, kind: 'Namespace', plural: 'namespaces', namespaced: false };
const secrets: ResourceType = { ...core, kind: 'Secret', plural: 'secrets', namespaced: true };
const configMaps: ResourceType = { ...core, kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const leases: ResourceType = {
  ...{ group: 'coordination.k8s.io', version: 'v1', kind: 'Lease', plural: 'leases' },
  ...{ namespaced: true, hasStatus: false },
};
const widgets: ResourceType = {
  ...{ group: 'example.test', version: 'v1', kind: 'Widget', plural: 'widgets' },
  ...{ namespaced: true, hasStatus: true },
};
const webhooks: ResourceType = {
  ...{ group: 'admissionregistration.k8s.io', version: 'v1', plural: 'validatingwebhookconfigurations' },
  ...{ kind: 'ValidatingWebhookConfiguration', namespaced: false, hasStatus: false },
};

let plane: ControlPlane;
let server: ApiServer;

/** As a test connects: nothing of this machine is seen. */
async function open(options: ConnectOptions = {}): Promise<ApiServer> {
  return connect({ kubeconfig: plane.kubeconfig, label: 'source', env: {}, homeDir: '/nowhere', ...options });
}

function widget(name: string, more: Readonly<Record<string, JsonValue>> = {}): KubeObject {
  return { apiVersion: 'example.test/v1', kind: 'Widget', metadata: { name, namespace: 'fleet' }, ...more };
}

function configMap(name: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'fleet', labels } };
}

async function failure<Kind extends Error>(
  kind: new (...args: never[]) => Kind,
  promise: Promise<unknown>,
): Promise<Kind> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(kind);
  return error as Kind;
}

beforeAll(async () => {
  plane = await startControlPlane({
    controllers: [],
    users: [{ name: 'bob' }],
    apiserverFlags: ['--etcd-compaction-interval=2s'],
  });
  await defineCrd(plane, { group: 'example.test', kind: 'Widget' });
  server = await open();
  await server.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fleet' } });
});
afterAll(async () => {
  await server.close();
  await plane.stop();
});

describe('objects', () => {
  it('pass through a real API server unchanged when read and created again', async () => {
    const spec = {
      big: 9007199254740993n,
      least: -9223372036854775808n,
      float: 0.1,
      time: '2026-11-21T10:00:05.123456Z',
      quantity: '100m',
      empty: {},
      none: [],
      nothing: null,
      nested: [{ nothing: null, deep: { 'odd key/…': 'ä\u0000\\"' } }],
    };
    const first = await server.create(
      widgets,
      widget('first', { spec, data: { ['__proto__']: 'x', constructor: 'y' } }),
    );
    const read = await server.get(widgets, { namespace: 'fleet', name: 'first' });
    expect(read).toEqual(first);
    if (read === undefined) return;
    const second = await server.create(widgets, { ...read, metadata: { name: 'second', namespace: 'fleet' } });
    expect(second.spec).toEqual(first.spec);
    expect(second.spec).toEqual(spec);
    expect(second['data']).toEqual(first['data']);
  });

  it('of built-in kinds keep their microtime and binary data', async () => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'a', namespace: 'fleet' },
      spec: { holderIdentity: 'me', renewTime: '2026-11-21T10:00:05.123456Z', leaseDurationSeconds: 15 },
    };
    expect((await server.create(leases, lease)).spec).toEqual(lease.spec);
    const read = await server.get(leases, { namespace: 'fleet', name: 'a' });
    expect(read?.spec).toEqual(lease.spec);
    const secret = { ...configMap('binary'), kind: 'Secret', type: 'Opaque', data: { a: 'AAECAw==', 'b.c_d': '' } };
    expect((await server.create(secrets, secret))['data']).toEqual(secret.data);
  });

  it('have their status written apart, nulls included, and are patched and replaced under a field manager', async () => {
    const key = { namespace: 'fleet', name: 'parts' };
    const created = await server.create(widgets, widget('parts', { spec: { a: 1 }, status: { lost: true } }), {
      fieldManager: 'tsmove-1',
    });
    expect(created.status).toBeUndefined();
    expect(created.metadata.managedFields?.map((entry) => entry['manager'])).toEqual(['tsmove-1']);
    const status = { ready: true, nothing: null };
    const withStatus = await server.updateStatus(widgets, { ...created, status });
    expect(withStatus.status).toEqual(status);
    const patched = await server.mergePatch(widgets, key, { spec: { a: null, b: 2 } });
    expect(patched.spec).toEqual({ b: 2 });
    const error = await failure(ApiError, server.update(widgets, withStatus));
    expect(error).toMatchObject({ status: 409, reason: 'Conflict', outcomeUnknown: false });
    expect(error.message).toContain('source answered 409 Conflict: Operation cannot be fulfilled on widgets');
    expect((await server.update(widgets, { ...patched, spec: {} }, { dryRun: true })).spec).toEqual({});
    expect((await server.get(widgets, key))?.spec).toEqual({ b: 2 });
  });

  it('are deleted only with the right uid and resourceVersion', async () => {
    const key = { namespace: 'fleet', name: 'doomed' };
    const { metadata } = await server.create(widgets, widget('doomed'));
    const uid = metadata.uid ?? '';
    const wrongUid = '00000000-0000-4000-8000-000000000000';
    const error = await failure(ApiError, server.delete(widgets, key, { uid: wrongUid }));
    expect(error).toMatchObject({ status: 409, reason: 'Conflict' });
    expect(error.words).toContain('UID in the precondition');
    await failure(ApiError, server.delete(widgets, key, { uid, resourceVersion: '1' }));
    expect(await server.delete(widgets, key, { uid }, { dryRun: true })).toBe('deleted');
    const again = { uid, resourceVersion: metadata.resourceVersion ?? '' };
    expect(await server.delete(widgets, key, again)).toBe('deleted');
    expect(await server.delete(widgets, key, again)).toBe('gone');

    const held = await server.create(widgets, {
      ...widget('held'),
      metadata: { name: 'held', namespace: 'fleet', finalizers: ['example.test/hold'] },
    });
    expect(await server.delete(widgets, { ...key, name: 'held' }, { uid: held.metadata.uid ?? '' })).toBe('deleted');
  });

  it('that break a rule are refused in the words of the server', async () => {
    const invalid = { ...widget('x'), metadata: { name: 'Not A Name', namespace: 'fleet' } };
    const error = await failure(ApiError, server.create(widgets, invalid));
    expect(error).toMatchObject({ status: 422, reason: 'Invalid' });
    expect(error.message).toContain('metadata.name: Invalid value: "Not A Name"');
    const nowhere = { ...widget('x'), metadata: { name: 'x', namespace: 'nowhere' } };
    const missing = await failure(ApiError, server.create(widgets, nowhere));
    expect(missing.message).toBe('source answered 404 NotFound: namespaces "nowhere" not found');
  });
});

describe('lists', () => {
  const names = Array.from({ length: 53 }, (_, index) => `page-${index.toString().padStart(2, '0')}`);
  const labels = { set: 'pages' };

  beforeAll(async () => {
    await Promise.all(
      names.flatMap((name) => [
        server.create(widgets, { ...widget(name), metadata: { name, namespace: 'fleet', labels } }),
        server.create(configMaps, configMap(name, labels)),
      ]),
    );
  });

  it('of custom and built-in kinds are whole in pages of any size, with apiVersion and kind on every item', async () => {
    for (const [type, apiVersion] of [[widgets, 'example.test/v1'] as const, [configMaps, 'v1'] as const]) {
      for (const limit of [7, 53, 500]) {
        const found = await server.list(type, { namespace: 'fleet', labelSelector: 'set=pages', limit });
        expect(found.map((object) => object.metadata.name)).toEqual(names);
        expect(new Set(found.map((object) => `${object.apiVersion} ${object.kind}`))).toEqual(
          new Set([`${apiVersion} ${type.kind}`]),
        );
      }
    }
    expect((await server.list(widgets)).length).toBeGreaterThanOrEqual(names.length);
  });

  it('of metadata are those of the objects', async () => {
    const options = { namespace: 'fleet', labelSelector: 'set=pages', limit: 10 };
    const whole = await server.list(widgets, options);
    const partial = await server.listMetadata(widgets, options);
    expect(partial).toEqual(whole.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata })));
  });

  it('of a kind that is not served are empty', async () => {
    expect(await server.list({ ...widgets, plural: 'gadgets', kind: 'Gadget' })).toEqual([]);
    expect(await server.get({ ...widgets, plural: 'gadgets' }, { namespace: 'fleet', name: 'a' })).toBeUndefined();
  });

  it('whose continue token is too old are told so by 410', async () => {
    const path = '/apis/example.test/v1/namespaces/fleet/widgets';
    const page = await server.request({ method: 'GET', path, query: { limit: '1' } });
    const token = (page as { readonly metadata: { readonly continue: string } }).metadata.continue;
    const next = (): Promise<unknown> =>
      server.request({ method: 'GET', path, query: { limit: '1', continue: token } });
    await expect
      .poll(
        async () => {
          await server.mergePatch(
            configMaps,
            { namespace: 'fleet', name: 'page-00' },
            { data: { now: performance.now().toString() } },
          );
          return next().then(
            () => 'listed',
            (error: unknown) =>
              error instanceof ApiError ? `${error.status.toString()} ${error.reason}` : String(error),
          );
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe('410 Expired');
  });
});

describe('what the server says about itself', () => {
  it('is its version', async () => {
    const version = await serverVersion(server);
    expect(version.gitVersion).toMatch(/^v1\.\d+/);
    expect([version.major, version.minor]).toEqual([1, Number(version.gitVersion.split('.')[1])]);
  });

  it('is the same list of resources by aggregated discovery and group by group', async () => {
    const aggregated = await discoverResources(server);
    const paths: string[] = [];
    const plain = await discoverResources({
      label: 'source',
      request: ({ method, path, ...more }) => {
        paths.push(path);
        return server.request({ method, path, ...('body' in more ? { body: more.body ?? null } : {}) });
      },
    });
    expect(paths.length).toBeGreaterThan(10);
    expect(aggregated.unavailable).toEqual([]);
    const lines = ({ resources }: typeof plain): readonly string[] =>
      resources.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
    expect(lines(plain)).toEqual(lines(aggregated));
    expect(aggregated.resources).toContainEqual(expect.objectContaining(widgets));
    expect(aggregated.resources.find((one) => one.kind === 'Widget')?.verbs).toEqual(
      expect.arrayContaining(['list', 'create', 'delete']),
    );
  });

  it('is an unavailable API that stands behind it, reported and not thrown', async () => {
    const path = '/apis/apiregistration.k8s.io/v1/apiservices';
    const name = 'v1.absent.example.test';
    const spec = {
      group: 'absent.example.test',
      version: 'v1',
      groupPriorityMinimum: 1,
      versionPriority: 1,
      insecureSkipTLSVerify: true,
    };
    const service = { namespace: 'fleet', name: 'absent' };
    await server.request({
      method: 'POST',
      path,
      body: {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name },
        spec: { ...spec, service },
      },
    });
    try {
      await expect
        .poll(async () => (await discoverResources(server)).unavailable.map((one) => one.groupVersion), {
          timeout: 30_000,
        })
        .toEqual(['absent.example.test/v1']);
      expect((await discoverResources(server)).resources).toContainEqual(expect.objectContaining(widgets));
    } finally {
      await server.request({ method: 'DELETE', path: `${path}/${name}` });
    }
  });

  it('is whether we may do something', async () => {
    await using bob = await open({
      kubeconfig: await writeKubeconfig(plane, { user: { token: plane.tokenOf('bob') } }),
    });
    const question = { verb: 'create', group: 'example.test', resource: 'widgets', namespace: 'fleet' };
    expect(await canI(server, question)).toMatchObject({ allowed: true });
    expect((await canI(bob, question)).allowed).toBe(false);
    const error = await failure(ApiError, bob.create(widgets, widget('by-bob')));
    expect(error).toMatchObject({ status: 403, reason: 'Forbidden' });
    expect(error.message).toContain('User "bob" cannot create resource "widgets"');

    await server.request({
      method: 'POST',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
      body: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'system:Widgets Maker' },
        rules: [{ apiGroups: ['example.test'], resources: ['widgets/status'], verbs: ['update'] }],
      },
    });
    const roles = {
      ...{ group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole' },
      plural: 'clusterroles',
      namespaced: false,
      hasStatus: false,
    };
    expect((await server.get(roles, { name: 'system:Widgets Maker' }))?.metadata.name).toBe('system:Widgets Maker');
    await server.request({
      method: 'POST',
      path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
      body: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'bob' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:Widgets Maker' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }],
      },
    });
    const status = {
      verb: 'update',
      group: 'example.test',
      resource: 'widgets',
      subresource: 'status',
      namespace: 'fleet',
    };
    await expect.poll(async () => (await canI(bob, status)).allowed, { timeout: 10_000 }).toBe(true);
    expect((await canI(bob, { ...status, verb: 'delete' })).allowed).toBe(false);
  });

  it('is a warning, hidden or not as the user wants', async () => {
    const heard = async (hideApiWarnings: 'default' | 'none'): Promise<readonly string[]> => {
      const texts: string[] = [];
      await using listening = await open({ hideApiWarnings, onWarning: (warning) => texts.push(warning.text) });
      for (const finalizer of ['cluster.cluster.x-k8s.io', 'cluster.cluster.x-k8s.io', 'plain']) {
        const metadata = { name: 'warned', namespace: 'fleet', finalizers: [finalizer] };
        await listening.create(widgets, { ...widget('warned'), metadata }, { dryRun: true });
      }
      return texts;
    };
    expect(await heard('none')).toEqual([
      expect.stringMatching(
        /^metadata\.finalizers: "cluster\.cluster\.x-k8s\.io": prefer a domain-qualified finalizer name/,
      ) as string,
      expect.stringMatching(/^metadata\.finalizers: "plain": prefer a domain-qualified finalizer name/) as string,
    ]);
    expect(await heard('default')).toEqual([expect.stringContaining('"plain"') as string]);
  });
});

describe('a kubeconfig', () => {
  it('lets in by client certificate', async () => {
    const kubeconfig = await writeKubeconfig(plane, {
      user: { certificate: plane.adminCertificate },
      namespace: 'fleet',
    });
    await using admin = await open({ kubeconfig });
    expect(await admin.get(namespaces, { name: 'fleet' })).toBeDefined();
    expect(admin.contextNamespace).toBe('fleet');
  });

  it('lets in by exec plugin, which is asked again when its token is refused', async () => {
    const answer = (token: string): string =>
      JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } });
    const state = `${plane.directory}/plugin-ran`;
    const script = `if [ -e ${state} ]; then echo '${answer(plane.adminToken)}'; else touch ${state}; echo '${answer('stale')}'; fi`;
    const kubeconfig = await writeKubeconfig(plane, { user: { exec: { command: '/bin/sh', args: ['-c', script] } } });
    await using admin = await open({ kubeconfig, env: { PATH: '/usr/bin:/bin' } });
    const found = await Promise.all(['fleet', 'default', 'kube-system'].map((name) => admin.get(namespaces, { name })));
    expect(found.map((namespace) => namespace?.metadata.name)).toEqual(['fleet', 'default', 'kube-system']);
  });

  it('with a bad token is refused with a hint', async () => {
    const kubeconfig = await writeKubeconfig(plane, { user: { token: 'topsecret' } });
    await using stranger = await open({ kubeconfig });
    const error = await failure(ApiError, stranger.list(widgets));
    expect(error).toMatchObject({ status: 401, reason: 'Unauthorized' });
    expect(error.hint).toContain('expired');
    expect(`${error.message}${error.stack ?? ''}`).not.toContain('topsecret');
  });

  it('with another CA, a dead address or an unknown context is refused in one sentence', async () => {
    const otherCa = await writeKubeconfig(plane, { ca: createAuthority('other').certificate });
    await using untrusting = await open({ kubeconfig: otherCa });
    expect((await failure(TransportError, untrusting.list(widgets))).message).toContain(
      'an authority that is not trusted',
    );

    await using dead = await open({
      kubeconfig: await writeKubeconfig(plane, { url: 'https://127.0.0.1:1' }),
      retryBudgetMs: 300,
    });
    expect((await failure(TransportError, dead.list(widgets))).message).toContain(
      '(https://127.0.0.1:1) gave no answer to GET',
    );

    const error = await failure(KubeconfigError, open({ context: 'elsewhere' }));
    expect(error.message).toContain(`has no context elsewhere; contexts there are: ${plane.name}`);
  });
});

describe('an admission webhook', () => {
  function configuration(name: string, url: string, ca: string): KubeObject {
    return {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name },
      webhooks: [
        {
          name: `${name}.example.test`,
          clientConfig: { url, caBundle: Buffer.from(ca).toString('base64') },
          rules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'DELETE'], resources: ['configmaps'] },
          ],
          objectSelector: { matchLabels: { webhook: name } },
          failurePolicy: 'Fail',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          timeoutSeconds: 2,
        },
      ],
    };
  }

  it('that denies is told from other refusals, and is not asked again', async () => {
    const review = (call: Call) => {
      const { request } = JSON.parse(call.body) as {
        readonly request: { readonly uid: string; readonly operation: string };
      };
      const verdict =
        request.operation === 'CREATE'
          ? { allowed: true }
          : { allowed: false, status: { message: 'still used by Clusters: a', code: 403 } };
      return {
        json: {
          apiVersion: 'admission.k8s.io/v1',
          kind: 'AdmissionReview',
          response: { uid: request.uid, ...verdict },
        },
      };
    };
    await using hook = await startScriptedServer(review);
    await server.create(webhooks, configuration('denies', hook.url, hook.ca));
    await expect.poll(() => createAndCount('denied', 'denies', hook.calls), { timeout: 30_000 }).toBeGreaterThan(0);
    const before = hook.calls.length;
    const found = await server.get(configMaps, { namespace: 'fleet', name: 'denied' });
    const preconditions = { uid: found?.metadata.uid ?? '' };
    const error = await failure(
      ApiError,
      server.delete(configMaps, { namespace: 'fleet', name: 'denied' }, preconditions),
    );
    expect(error).toMatchObject({ status: 403, reason: 'Forbidden' });
    expect(webhookDenial(error)).toEqual({ webhook: 'denies.example.test', words: 'still used by Clusters: a' });
    expect(hook.calls.length - before).toBe(1);
  });

  /** Creates an object until a webhook that was just registered is really asked. */
  async function createAndCount(name: string, label: string, calls: readonly Call[]): Promise<number> {
    const existing = await server.get(configMaps, { namespace: 'fleet', name });
    if (existing !== undefined && calls.length === 0) {
      await server.delete(configMaps, { namespace: 'fleet', name }, { uid: existing.metadata.uid ?? '' });
    }
    if (calls.length === 0) await server.create(configMaps, configMap(name, { webhook: label }));
    return calls.length;
  }

  it('that cannot be reached is waited for', async () => {
    await server.create(webhooks, configuration('absent', 'https://127.0.0.1:1', createAuthority('x').certificate));
    const retries: RetryEvent[] = [];
    await using patient = await open({ retryBudgetMs: 60_000, onRetry: (event) => retries.push(event) });
    const create = (): Promise<KubeObject> =>
      patient.create(configMaps, configMap('waits', { webhook: 'absent' }), { dryRun: true });
    const impatient = await open({ retryBudgetMs: 0 });
    let error: unknown;
    await expect
      .poll(
        async () => {
          error = await impatient
            .create(configMaps, configMap('fails', { webhook: 'absent' }), { dryRun: true })
            .catch((reason: unknown) => reason);
          return error instanceof ApiError;
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    await impatient.close();
    expect(error).toMatchObject({ status: 500, reason: 'InternalError' });
    expect(isWebhookUnreachable(500, (error as ApiError).words)).toBe(true);

    const created = create();
    await expect.poll(() => retries.length, { timeout: 30_000 }).toBeGreaterThan(0);
    const registered = await server.get(webhooks, { name: 'absent' });
    await server.delete(webhooks, { name: 'absent' }, { uid: registered?.metadata.uid ?? '' });
    expect((await created).metadata.name).toBe('waits');
    expect(retries[0]?.reason).toContain('failed calling webhook "absent.example.test"');
  });
});

describe('a server that restarts', () => {
  it('costs no request', async () => {
    const retries: RetryEvent[] = [];
    await using patient = await open({ onRetry: (event) => retries.push(event) });
    const state = { restarting: true };
    const restarted = plane.restart('apiserver').finally(() => (state.restarting = false));
    let count = 0;
    while (state.restarting) {
      const batch = Array.from({ length: 8 }, (_, index) => `restart-${(count + index).toString()}`);
      count += batch.length;
      await Promise.all(
        batch.map(async (name) => {
          try {
            await patient.create(widgets, widget(name));
          } catch (error) {
            // The answer to an earlier attempt was lost: the object is there.
            if (!(error instanceof ApiError && error.status === 409 && error.outcomeUnknown)) throw error;
          }
        }),
      );
    }
    await restarted;
    expect(retries.length).toBeGreaterThan(0);
    const found = await patient.list(widgets, { namespace: 'fleet' });
    expect(found.filter((object) => object.metadata.name.startsWith('restart-'))).toHaveLength(count);
  });
});
