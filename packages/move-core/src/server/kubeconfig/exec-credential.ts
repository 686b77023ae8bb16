import { parseJson } from '../../model/json-codec.ts';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { ExecPlugin, NamedCluster } from './types.ts';

/** What an exec plugin gave: a token, a client certificate, or both. */
export interface ExecCredential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** The value of KUBERNETES_EXEC_INFO, from which plugins learn the version to answer in and, if they ask, the cluster. */
export function execInfo(
  plugin: ExecPlugin,
  cluster: NamedCluster,
  ca: string | undefined,
  interactive: boolean,
): string {
  const { server, tlsServerName, insecureSkipTlsVerify, proxyUrl, execConfig } = cluster;
  return JSON.stringify({
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive,
      cluster: plugin.provideClusterInfo
        ? {
            server,
            'tls-server-name': tlsServerName,
            'insecure-skip-tls-verify': insecureSkipTlsVerify || undefined,
            'certificate-authority-data': ca === undefined ? undefined : Buffer.from(ca).toString('base64'),
            'proxy-url': proxyUrl,
            config: execConfig,
          }
        : undefined,
    },
  });
}

/** Reads what a plugin printed: the credential, or what is wrong with it as one clause that quotes nothing. */
export function readExecCredential(plugin: ExecPlugin, output: string): ExecCredential | string {
  const answer = parseObject(output);
  if (answer?.['kind'] !== 'ExecCredential') return 'printed something that is not an ExecCredential';
  if (answer['apiVersion'] !== plugin.apiVersion) return `answered in another version than ${plugin.apiVersion}`;
  const status = answer['status'];
  if (!isJsonObject(status)) return 'printed an ExecCredential without a status';
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  const certificate =
    typeof cert === 'string' && typeof key === 'string' && cert !== '' && key !== '' ? { cert, key } : undefined;
  const bearer = typeof token === 'string' && token.trim() !== '' ? { token: token.trim() } : undefined;
  if (certificate === undefined && bearer === undefined)
    return 'printed an ExecCredential without token and certificate';
  return { ...bearer, ...certificate };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
