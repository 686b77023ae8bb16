import { access, readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';
import type { Selection } from './types.ts';

/** Where a pod finds its service account. */
export const serviceAccountDir = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The API server of the cluster that this process runs in as a pod; or, as one clause, why there is none. */
export async function inClusterSelection(
  environment: Environment,
  directory: string = serviceAccountDir,
): Promise<Selection | string> {
  const host = environment.env['KUBERNETES_SERVICE_HOST'];
  const port = environment.env['KUBERNETES_SERVICE_PORT'];
  if (host === undefined || host === '' || port === undefined || port === '')
    return 'this is not a pod (KUBERNETES_SERVICE_HOST is not set)';
  const tokenFile = join(directory, 'token');
  if (!(await isReadable(tokenFile))) return `the service account's token ${tokenFile} cannot be read`;
  const caFile = join(directory, 'ca.crt');
  const namespace = (await readFile(join(directory, 'namespace'), 'utf8').catch(() => '')).trim();
  const place = { file: directory, field: 'service account' };
  return {
    context: {
      name: 'in-cluster',
      place,
      cluster: 'in-cluster',
      user: 'in-cluster',
      namespace: namespace === '' ? undefined : namespace,
    },
    cluster: {
      name: 'in-cluster',
      place,
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      tlsServerName: undefined,
      insecureSkipTlsVerify: false,
      proxyUrl: undefined,
      caFile: (await isReadable(caFile)) ? caFile : undefined,
      caData: undefined,
      execConfig: undefined,
    },
    user: {
      name: 'in-cluster',
      place,
      certFile: undefined,
      certData: undefined,
      keyFile: undefined,
      keyData: undefined,
      token: undefined,
      tokenFile,
      username: undefined,
      password: undefined,
      impersonate: { user: undefined, uid: undefined, groups: [], extra: {} },
      exec: undefined,
      authProvider: undefined,
    },
  };
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
