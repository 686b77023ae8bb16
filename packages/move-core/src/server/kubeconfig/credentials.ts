import type { Credentials } from '../transport/endpoint.ts';
import { authProviderHeader } from './auth-provider.ts';
import { type ExecOptions, runExecPlugin } from './exec-plugin.ts';
import { kubeconfigError } from './fields.ts';
import { field, readClientCertificate, readNamedFile } from './material.ts';
import type { NamedCluster, NamedUser } from './types.ts';

/** True if loading the credentials again may give others: they come from a program, a file or a token refresh. */
export function isRenewable(user: NamedUser): boolean {
  return [user.exec, user.authProvider, user.tokenFile, user.certFile, user.keyFile].some(
    (source) => source !== undefined,
  );
}

/**
 * Obtains the credentials of a user: reads files, runs the exec plugin, refreshes tokens. A static token wins over a
 * token file, as in kubectl. Raises KubeconfigError.
 */
export async function loadCredentials(
  user: NamedUser,
  cluster: NamedCluster,
  ca: string | undefined,
  options: ExecOptions,
): Promise<Credentials> {
  const certificate = await readClientCertificate(user);
  const given = user.exec === undefined ? undefined : await runExecPlugin(user, cluster, ca, options);
  const cert = given?.cert ?? certificate?.cert;
  const key = given?.key ?? certificate?.key;
  const authorization = await authorizationOf(user, given?.token);
  return {
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    headers: { ...(authorization === undefined ? {} : { authorization }), ...impersonationHeaders(user) },
  };
}

async function authorizationOf(user: NamedUser, execToken: string | undefined): Promise<string | undefined> {
  const token = user.token ?? execToken ?? (await readTokenFile(user));
  if (token !== undefined) return `Bearer ${checkHeader(user, token)}`;
  if (user.authProvider !== undefined) return authProviderHeader(user);
  if (user.username === undefined) return undefined;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

async function readTokenFile(user: NamedUser): Promise<string | undefined> {
  if (user.tokenFile === undefined) return undefined;
  const at = field(user.place, 'tokenFile');
  const token = (await readNamedFile(at, user.tokenFile)).trim();
  if (token === '') throw kubeconfigError(at, `names the file ${user.tokenFile}, which is empty`);
  return token;
}

function checkHeader(user: NamedUser, token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw kubeconfigError(field(user.place, 'token'), 'holds characters that no token can have (blanks or line breaks?)');
}

/** `as`, `as-uid`, `as-groups` and `as-user-extra`. */
function impersonationHeaders(user: NamedUser): Credentials['headers'] {
  const { user: name, uid, groups, extra } = user.impersonate;
  return {
    ...(name === undefined ? {} : { 'impersonate-user': name }),
    ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': groups }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [`impersonate-extra-${encodeURIComponent(key)}`, values]),
    ),
  };
}
