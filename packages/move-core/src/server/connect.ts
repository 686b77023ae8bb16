import { type ApiServerBehaviour, createApiServer } from './api-server.ts';
import { KubeconfigError } from '../errors.ts';
import { serverDefaults } from './defaults.ts';
import { processEnvironment } from './environment.ts';
import { isRenewable, loadCredentials } from './kubeconfig/credentials.ts';
import { kubeconfigError } from './kubeconfig/fields.ts';
import { findContext } from './kubeconfig/find.ts';
import { field, readCa } from './kubeconfig/material.ts';
import type { NamedCluster } from './kubeconfig/types.ts';
import type { Credentials, Endpoint } from './transport/endpoint.ts';
import { proxyFromEnvironment } from './transport/proxy.ts';
import type { ApiServer } from './types.ts';

export interface ConnectOptions extends ApiServerBehaviour {
  /** Path of the kubeconfig file. Absent: the KUBECONFIG list, `~/.kube/config`, or the pod's own cluster. */
  readonly kubeconfig?: string | undefined;
  /** Absent: the current context. */
  readonly context?: string | undefined;
  /** How messages name the server, for example `source`. Absent: the context's name. */
  readonly label?: string;
  /** Exec plugins may ask a person through this process's standard input. Default false. */
  readonly interactive?: boolean;
  /** How long an exec plugin may take, in ms. */
  readonly credentialsTimeoutMs?: number;
  /** Lines that an exec plugin writes to its standard error, for example the address of a login page. */
  readonly onCredentialsMessage?: (line: string) => void;
  /** KUBECONFIG, HTTPS_PROXY, NO_PROXY, KUBERNETES_SERVICE_HOST, and what exec plugins inherit. Absent: this process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where `.kube/config` is. Absent: this process's. */
  readonly homeDir?: string;
  /** Where a pod's token is; for tests. */
  readonly serviceAccountDir?: string;
}

/**
 * Opens an API server by kubectl's rules: kubeconfig, context, credentials, proxy. Reads files and may run an exec
 * plugin, but sends nothing to the server yet.
 *
 * Raises KubeconfigError; its message names the file and the field.
 *
 * @example
 * await using source = await connect({ kubeconfig: 'bootstrap.yaml', label: 'source' });
 * const clusters = await source.list(clusterType, { namespace: source.contextNamespace });
 */
export async function connect(options: ConnectOptions = {}): Promise<ApiServer> {
  const defaults = processEnvironment();
  const environment = { env: options.env ?? defaults.env, homeDir: options.homeDir ?? defaults.homeDir };
  const { context, cluster, user } = await findContext(options, environment, options.serviceAccountDir);
  const endpoint = await endpointOf(cluster, environment.env);
  const { namespace } = context;

  const load = async (): Promise<Credentials> => {
    if (user === undefined) return { headers: {} };
    return loadCredentials(user, cluster, endpoint.ca, {
      env: environment.env,
      interactive: options.interactive ?? false,
      timeoutMs: options.credentialsTimeoutMs ?? serverDefaults.credentialsTimeoutMs,
      onMessage: options.onCredentialsMessage ?? (() => undefined),
    });
  };

  return createApiServer({
    ...options,
    label: options.label ?? context.name,
    endpoint,
    credentials: await load(),
    ...(user !== undefined && isRenewable(user) ? { renewCredentials: load } : {}),
    ...(namespace === undefined ? {} : { contextNamespace: namespace }),
  });
}

async function endpointOf(cluster: NamedCluster, env: Readonly<Record<string, string | undefined>>): Promise<Endpoint> {
  const { place, server, tlsServerName, insecureSkipTlsVerify } = cluster;
  const url = server.includes('://') ? server : `https://${server}`;
  if (!isUrl(url, ['https:', 'http:'])) throw kubeconfigError(field(place, 'server'), 'is not an https or http URL');
  const ca = await readCa(cluster);
  const proxyUrl = proxyOf(cluster, url, env);
  return {
    url,
    insecureSkipTlsVerify,
    ...(ca === undefined ? {} : { ca }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
  };
}

/** The kubeconfig's proxy wins over the environment's. */
function proxyOf(
  cluster: NamedCluster,
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const proxyUrl = cluster.proxyUrl ?? proxyFromEnvironment(url, env);
  if (proxyUrl === undefined || isUrl(proxyUrl, ['http:', 'https:'])) return proxyUrl;
  // undici's SOCKS proxy calls itself experimental, and says so on standard error.
  const hint = 'SOCKS is not supported; a local forward such as `ssh -L` works';
  if (cluster.proxyUrl === undefined) {
    throw new KubeconfigError('the proxy in HTTPS_PROXY or HTTP_PROXY is not an http or https URL', { hint });
  }
  throw kubeconfigError(field(cluster.place, 'proxy-url'), 'is not an http or https URL', { hint });
}

function isUrl(text: string, protocols: readonly string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol);
}
