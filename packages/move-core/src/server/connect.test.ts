import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env as processEnv } from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Authority, createAuthority } from '../../../../test/support/certificates/authority.ts';
import { startConnectProxy } from '../../../../test/support/scripted-server/connect-proxy.ts';
import {
  type Call,
  type ScriptedServer,
  startScriptedServer,
  status,
} from '../../../../test/support/scripted-server/scripted-server.ts';
import { ApiError, KubeconfigError } from '../errors.ts';
import { connect, type ConnectOptions } from './connect.ts';

// Importing @kubernetes/client-node takes a second, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

type Fields = Readonly<Record<string, unknown>>;

let authority: Authority;
let scripted: ScriptedServer;
let accepts: (call: Call) => boolean = () => true;
let folder: string;

beforeAll(async () => {
  authority = createAuthority('connect');
  scripted = await startScriptedServer(
    (call) =>
      accepts(call)
        ? { json: { authorization: call.headers.authorization ?? null } }
        : status(401, 'Unauthorized', 'Unauthorized'),
    { authority },
  );
});
afterAll(() => scripted.stop());
beforeEach(async () => {
  accepts = () => true;
  folder = await mkdtemp(join(tmpdir(), 'tsmove-connect-'));
});
afterEach(() => rm(folder, { recursive: true }));

const base64 = (text: string): string => Buffer.from(text).toString('base64');

function config(user: Fields = { token: 't' }, cluster: Fields = {}, context: Fields = {}): Fields {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', ...context } }],
    clusters: [
      {
        name: 'c',
        cluster: { server: scripted.url, 'certificate-authority-data': base64(authority.certificate), ...cluster },
      },
    ],
    users: [{ name: 'u', user }],
  };
}

async function save(content: Fields | string, name = 'config'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Options under which nothing of this machine is seen. */
function alone(more: ConnectOptions = {}): ConnectOptions {
  return {
    env: { PATH: processEnv['PATH'] },
    homeDir: join(folder, 'home'),
    serviceAccountDir: join(folder, 'sa'),
    ...more,
  };
}

async function ask(options: ConnectOptions): Promise<unknown> {
  await using server = await connect(alone(options));
  return await server.request({ method: 'GET', path: '/whoami' });
}

async function refusal(options: ConnectOptions): Promise<KubeconfigError> {
  const error: unknown = await connect(alone(options)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KubeconfigError);
  return error as KubeconfigError;
}

/** A kubeconfig that is refused, and the sentence that says so, with the file's path cut off. */
async function complaint(content: Fields | string, options: ConnectOptions = {}): Promise<string> {
  const kubeconfig = await save(content);
  return (await refusal({ ...options, kubeconfig })).message.replaceAll(`${folder}/`, '');
}

describe('which kubeconfig is taken', () => {
  it('is the named file and no other', async () => {
    const kubeconfig = await save(config({ token: 'named' }));
    const other = await save(config({ token: 'other' }), 'other');
    expect(await ask({ kubeconfig, env: { KUBECONFIG: other } })).toEqual({ authorization: 'Bearer named' });
    const missing = join(folder, 'missing');
    expect((await refusal({ kubeconfig: missing, env: { KUBECONFIG: other } })).message).toBe(
      `kubeconfig ${missing} does not exist`,
    );
  });

  it('is the KUBECONFIG list, merged: missing files are skipped, and the first to say something is right', async () => {
    const { users, ...withoutUsers } = config();
    const first = await save({ ...withoutUsers, 'current-context': '' }, 'first');
    const second = await save(
      { ...config({ token: 'second' }, { server: 'https://wrong.invalid' }), 'current-context': 'here' },
      'second',
    );
    const list = [join(folder, 'missing'), first, second, first].join(delimiter);
    expect(users).toBeDefined();
    expect(await ask({ env: { KUBECONFIG: list } })).toEqual({ authorization: 'Bearer second' });
  });

  it('is ~/.kube/config without KUBECONFIG', async () => {
    await mkdir(join(folder, 'home', '.kube'), { recursive: true });
    await save(config({ token: 'home' }), 'home/.kube/config');
    expect(await ask({})).toEqual({ authorization: 'Bearer home' });
  });

  it('is the service account of a pod if there is none', async () => {
    await mkdir(join(folder, 'sa'));
    await save('pod-token\n', 'sa/token');
    await save(authority.certificate, 'sa/ca.crt');
    await save('capi-system', 'sa/namespace');
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: scripted.port.toString() };
    expect(await ask({ env })).toEqual({ authorization: 'Bearer pod-token' });
    await using server = await connect(alone({ env }));
    expect(server.contextNamespace).toBe('capi-system');
  });

  it('is a single complaint if there is none at all', async () => {
    const error = await refusal({});
    expect(error.message).toBe(
      `no cluster to talk to: kubeconfig ${join(folder, 'home/.kube/config')} does not exist, and this is not a pod (KUBERNETES_SERVICE_HOST is not set)`,
    );
    expect(error.hint).toContain('KUBECONFIG');
    expect((await refusal({ context: 'prod' })).message).toContain('there is no context prod');
  });
});

describe('the context', () => {
  it('is the current one or the named one, and gives label and namespace', async () => {
    const content = config({}, {}, { namespace: 'fleet' });
    const other = { name: 'there', context: { cluster: 'c', user: 'u' } };
    const kubeconfig = await save({ ...content, contexts: [...(content['contexts'] as unknown[]), other] });
    await using here = await connect(alone({ kubeconfig }));
    await using there = await connect(alone({ kubeconfig, context: 'there', label: 'target' }));
    expect([here.label, here.contextNamespace, here.url]).toEqual(['here', 'fleet', scripted.url]);
    expect([there.label, there.contextNamespace]).toEqual(['target', undefined]);
  });

  it('that is unknown is named, with the file and the contexts there are', async () => {
    expect(await complaint(config(), { context: 'prod' })).toBe(
      'kubeconfig config has no context prod; contexts there are: here',
    );
  });

  it('that is not chosen is asked for', async () => {
    expect(await complaint({ ...config(), 'current-context': '' })).toBe('kubeconfig config has no current-context');
  });

  it.each([
    ['cluster', { cluster: 'x' }, 'names the cluster x, which is not there'],
    ['user', { user: 'x' }, 'names the user x, which is not there'],
  ])('that names a missing %s', async (_what, context, problem) => {
    expect(await complaint(config({}, {}, context))).toBe(
      `kubeconfig config: contexts[0].context of context here ${problem}`,
    );
  });
});

describe('a kubeconfig that cannot be used is refused in one sentence with file and field', () => {
  it.each<readonly [string, Fields | string, string]>([
    ['YAML that is none', 'a: [1,\n  topsecret', 'is not valid YAML in line 2'],
    ['a list', '- 1', 'is not a kubeconfig: its content is not a mapping'],
    ['another kind', 'apiVersion: v1\nkind: Secret', 'is not a kubeconfig: it holds a v1 Secret, not a v1 Config'],
    ['an empty file', '', 'has no current-context'],
    ['clusters that are no list', 'clusters: {}', 'clusters is not a list'],
    [
      'a context without a cluster',
      'contexts: [{name: a, context: {user: u}}]',
      'contexts[0].context.cluster is missing',
    ],
    ['a cluster without a server', 'clusters: [{name: a, cluster: {}}]', 'clusters[0].cluster.server is missing'],
    ['an entry without a name', 'users: [{user: {}}]', 'users[0].name is missing'],
    [
      'a token that is a number',
      'users: [{name: a, user: {token: 123}}]',
      'users[0].user.token is not a string (put it in quotes)',
    ],
    [
      'a flag that is none',
      'clusters: [{name: a, cluster: {server: s, insecure-skip-tls-verify: "yes"}}]',
      'is neither true nor false',
    ],
    [
      'an exec plugin without a command',
      'users: [{name: a, user: {exec: {apiVersion: client.authentication.k8s.io/v1}}}]',
      'exec.command is missing',
    ],
    [
      'an exec plugin of an old version',
      'users: [{name: a, user: {exec: {apiVersion: v0, command: x}}}]',
      'has the apiVersion v0; known are',
    ],
  ])('%s', async (_name, content, problem) => {
    const message = await complaint(content);
    expect(message).toMatch(/^kubeconfig config/);
    expect(message).toContain(problem);
    expect(message).not.toContain('topsecret');
  });

  it('a folder', async () => {
    expect((await refusal({ kubeconfig: folder })).message).toContain(`kubeconfig ${folder} cannot be read: EISDIR`);
  });

  it.each<readonly [string, Fields, Fields, string]>([
    ['a server that is no URL', {}, { server: 'ftp://x' }, 'clusters[0].cluster.server is not an https or http URL'],
    ['a SOCKS proxy', {}, { 'proxy-url': 'socks5://x' }, 'clusters[0].cluster.proxy-url is not an http or https URL'],
    [
      'a CA that is no base64',
      {},
      { 'certificate-authority-data': '%%%' },
      'clusters[0].cluster.certificate-authority-data is not base64',
    ],
    [
      'a CA that is no PEM',
      {},
      { 'certificate-authority-data': 'YWJj' },
      'clusters[0].cluster.certificate-authority-data holds no PEM block',
    ],
    [
      'a CA that is only the frame of one',
      {},
      { 'certificate-authority-data': base64('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n') },
      'clusters[0].cluster.certificate-authority holds no certificate',
    ],
    ['a CA and insecure', {}, { 'insecure-skip-tls-verify': true }, 'only one of them can be meant'],
    [
      'a missing CA file',
      {},
      { 'certificate-authority-data': '', 'certificate-authority': 'ca.crt' },
      'names the file ca.crt, which cannot be read (ENOENT)',
    ],
    [
      'a missing key file',
      { 'client-certificate-data': 'LS0tLS1CRUdJTiA=', 'client-key': 'k' },
      {},
      'users[0].user.client-key names the file k, which cannot',
    ],
    [
      'a certificate without a key',
      { 'client-certificate-data': 'LS0tLS1CRUdJTiA=' },
      {},
      'users[0].user has a client-certificate without a client-key',
    ],
    [
      'a missing token file',
      { tokenFile: 'tok' },
      {},
      'users[0].user.tokenFile names the file tok, which cannot be read (ENOENT)',
    ],
    [
      'a token with a line break',
      { token: 'top\nsecret' },
      {},
      'users[0].user.token holds characters that no token can have',
    ],
    [
      'an unknown auth-provider',
      { 'auth-provider': { name: 'nobody' } },
      {},
      'users[0].user.auth-provider gives no credentials',
    ],
  ])('%s', async (_name, user, cluster, problem) => {
    const message = await complaint(config(user, cluster));
    expect(message).toContain(problem);
    expect(message).not.toContain('secret');
  });

  it('a certificate whose key is another one', async () => {
    const [one, other] = [authority.issue({ commonName: 'a' }), authority.issue({ commonName: 'b' })];
    const user = { 'client-certificate-data': base64(one.certificate), 'client-key-data': base64(other.key) };
    expect(await complaint(config(user))).toContain('users[0].user client-certificate and client-key cannot be used');
  });
});

describe('credentials', () => {
  it('are a token, also from a file whose path starts at the kubeconfig', async () => {
    await save('from-file\n', 'tok');
    expect(await ask({ kubeconfig: await save(config({ token: 'plain' })) })).toEqual({
      authorization: 'Bearer plain',
    });
    expect(await ask({ kubeconfig: await save(config({ tokenFile: 'tok' })) })).toEqual({
      authorization: 'Bearer from-file',
    });
  });

  it('are user name and password', async () => {
    const user = { username: 'ada', password: 'pw' };
    expect(await ask({ kubeconfig: await save(config(user)) })).toEqual({ authorization: `Basic ${base64('ada:pw')}` });
  });

  it('are nothing for a context without a user', async () => {
    expect(await ask({ kubeconfig: await save(config({}, {}, { user: '' })) })).toEqual({ authorization: null });
  });

  it('are those of somebody else if the kubeconfig impersonates', async () => {
    const user = {
      token: 't',
      as: 'bob',
      'as-groups': ['devs', 'ops'],
      'as-user-extra': { 'example.test/scope': ['x'] },
    };
    await ask({ kubeconfig: await save(config(user)) });
    expect(scripted.calls.at(-1)?.headers).toMatchObject({
      'impersonate-user': 'bob',
      'impersonate-group': 'devs, ops',
      'impersonate-extra-example.test%2fscope': 'x',
    });
  });

  it('are an OIDC token by way of @kubernetes/client-node', async () => {
    const unexpired = ['{"alg":"none"}', JSON.stringify({ exp: Math.floor(Date.now() / 1000) + 3600 }), 'x']
      .map(base64)
      .join('.');
    const user = {
      'auth-provider': {
        name: 'oidc',
        config: {
          'id-token': unexpired,
          'client-id': 'a',
          'refresh-token': 'b',
          'idp-issuer-url': 'https://x.invalid',
        },
      },
    };
    expect(await ask({ kubeconfig: await save(config(user)) })).toEqual({ authorization: `Bearer ${unexpired}` });
  });

  it('are read again, once for all requests, when the server answers 401', async () => {
    await save('old', 'tok');
    const kubeconfig = await save(config({ tokenFile: 'tok' }));
    await using server = await connect(alone({ kubeconfig }));
    accepts = (call) => call.headers.authorization === 'Bearer new';
    await save('new', 'tok');
    const answers = await Promise.all(Array.from({ length: 5 }, () => server.request({ method: 'GET', path: '/' })));
    expect(answers).toEqual(Array(5).fill({ authorization: 'Bearer new' }));
  });

  it('that stay refused end in the answer of the server and a hint', async () => {
    accepts = () => false;
    for (const user of [{ token: 'topsecret' }, { tokenFile: 'tok' }]) {
      await save('topsecret', 'tok');
      const before = scripted.calls.length;
      const error: unknown = await ask({ kubeconfig: await save(config(user)) }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ApiError);
      expect(error).toMatchObject({ status: 401, message: 'here answered 401 Unauthorized: Unauthorized' });
      expect((error as ApiError).hint).toContain('have expired');
      expect(JSON.stringify(error)).not.toContain('topsecret');
      expect(scripted.calls.length - before).toBe('token' in user ? 1 : 2);
    }
  });
});

describe('an exec plugin', () => {
  /** A kubeconfig whose plugin is a shell script. */
  async function plugin(script: string, more: Fields = {}): Promise<string> {
    const path = await save(`#!/bin/sh\n${script}\n`, 'plugin.sh');
    await chmod(path, 0o755);
    return save(config({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh', ...more } }));
  }
  const credential = (status: string): string =>
    `echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}'`;

  it('gives a token; it gets arguments, environment and KUBERNETES_EXEC_INFO', async () => {
    const script = `echo "$1 $GREETING $OUTER $KUBERNETES_EXEC_INFO" > ${folder}/seen; ${credential('{"token":"from-plugin"}')}`;
    const kubeconfig = await plugin(script, {
      args: ['one'],
      env: [{ name: 'GREETING', value: 'hello' }],
      provideClusterInfo: true,
    });
    expect(await ask({ kubeconfig, env: { PATH: processEnv['PATH'], OUTER: 'outside' } })).toEqual({
      authorization: 'Bearer from-plugin',
    });
    const [, words, info] = /^(.*?) (\{.*)$/.exec((await readFile(join(folder, 'seen'), 'utf8')).trim()) ?? [];
    expect(words).toBe('one hello outside');
    expect(JSON.parse(info ?? '')).toMatchObject({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: { server: scripted.url, 'certificate-authority-data': base64(authority.certificate) },
      },
    });
  });

  it('runs again after a 401', async () => {
    const kubeconfig = await plugin(
      `echo x >> ${folder}/runs; ${credential(`{"token":"'$(wc -l < ${folder}/runs)'"}`)}`,
    );
    await using server = await connect(alone({ kubeconfig }));
    accepts = (call) => call.headers.authorization === 'Bearer 2';
    expect(await server.request({ method: 'GET', path: '/' })).toEqual({ authorization: 'Bearer 2' });
  });

  it('gives a client certificate; another one after a 401 is used from then on', async () => {
    const status = (commonName: string): string => {
      const { certificate, key } = authority.issue({ commonName });
      return JSON.stringify({ clientCertificateData: certificate, clientKeyData: key }).replaceAll('\\n', '\\\\n');
    };
    const script = `if [ -e ${folder}/ran ]; then ${credential(status('new'))}; else touch ${folder}/ran; ${credential(status('old'))}; fi`;
    await using server = await connect(alone({ kubeconfig: await plugin(script) }));
    accepts = (call) => call.client === 'new';
    const before = scripted.calls.length;
    await server.request({ method: 'GET', path: '/' });
    await server.request({ method: 'GET', path: '/' });
    expect(scripted.calls.slice(before).map((call) => call.client)).toEqual(['old', 'new', 'new']);
  });

  it('passes on what it says while it runs, and is not given a standard input to wait for', async () => {
    const lines: string[] = [];
    const kubeconfig = await plugin(`echo "open https://login.example.test" >&2; cat; ${credential('{"token":"t"}')}`);
    await ask({ kubeconfig, onCredentialsMessage: (line) => lines.push(line) });
    expect(lines).toEqual(['open https://login.example.test']);
  });

  it.each([
    [
      'that is not there',
      '',
      { command: 'no-such-plugin', installHint: 'install it with brew' },
      'no-such-plugin is not installed, or not in PATH',
    ],
    [
      'that fails',
      'echo topsecret; echo "session expired" >&2; echo more >&2; exit 3',
      {},
      './plugin.sh failed with exit code 3: session expired',
    ],
    ['that fails without a word', 'exit 1', {}, './plugin.sh failed with exit code 1'],
    ['that prints garbage', 'echo "topsecret {"', {}, './plugin.sh printed something that is not an ExecCredential'],
    ['that prints nothing', 'true', {}, './plugin.sh printed something that is not an ExecCredential'],
    [
      'that answers in another version',
      `echo '{"kind":"ExecCredential","apiVersion":"x/v0","status":{"token":"topsecret"}}'`,
      {},
      './plugin.sh answered in another version',
    ],
    ['that gives nothing', credential('{}'), {}, './plugin.sh printed an ExecCredential without token and certificate'],
    [
      'that takes too long',
      'echo "waiting for you" >&2; sleep 30',
      {},
      './plugin.sh gave no credentials within 0.3 s: waiting for you',
    ],
    [
      'that must ask a person',
      'true',
      { interactiveMode: 'Always' },
      'needs a terminal to ask for credentials, and there is none',
    ],
  ])('%s is a KubeconfigError', async (_name, script, more, problem) => {
    const kubeconfig = await plugin(script, more);
    const error = await refusal({ kubeconfig, credentialsTimeoutMs: _name.includes('too long') ? 300 : 20_000 });
    expect(error.message).toContain(`users[0].user.exec ${problem}`);
    expect(error.message).not.toContain('topsecret');
    if ('installHint' in more) expect(error.hint).toBe('install it with brew');
  });
});

describe('a proxy', () => {
  it('is taken from proxy-url', async () => {
    await using proxy = await startConnectProxy();
    const kubeconfig = await save(config({ token: 't' }, { 'proxy-url': proxy.url }));
    expect(await ask({ kubeconfig, env: { NO_PROXY: '*' } })).toEqual({ authorization: 'Bearer t' });
    expect(proxy.tunnels).toHaveLength(1);
  });

  it('is taken from HTTPS_PROXY, but not for a loopback address', async () => {
    await using proxy = await startConnectProxy({ refuseWith: 403 });
    const env = { HTTPS_PROXY: proxy.url };
    expect(await ask({ kubeconfig: await save(config()), env })).toEqual({ authorization: 'Bearer t' });
    const elsewhere = await save(config({}, { server: 'https://192.0.2.1' }));
    await expect(ask({ kubeconfig: elsewhere, env })).rejects.toThrow('the proxy refused the connection with 403');
    expect(await refusal({ kubeconfig: elsewhere, env: { HTTPS_PROXY: 'socks5://x' } })).toMatchObject({
      hint: expect.stringContaining('SOCKS') as string,
    });
  });
});
