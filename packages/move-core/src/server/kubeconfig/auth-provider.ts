import type { RequestOptions } from 'node:https';
import { kubeconfigError, withoutQuotations } from './fields.ts';
import { field } from './material.ts';
import type { NamedUser } from './types.ts';

/**
 * The Authorization header for a user with an `auth-provider` (OIDC with its token refresh, and older ones).
 *
 * This is what @kubernetes/client-node is here for, and the only place that loads it: the import takes 0.7 s and
 * 120 MB, which a token, a certificate or an exec plugin need not pay. Its request layer is not used: it opens a
 * connection for each request, drops unknown fields and rounds 64-bit integers.
 */
export async function authProviderHeader(user: NamedUser): Promise<string> {
  const { authProvider } = user;
  const at = field(user.place, 'auth-provider');
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'cluster', server: 'https://kubernetes.invalid', skipTLSVerify: false },
    { name: user.name, authProvider },
  );
  const headers: Record<string, string> = {};
  const options: RequestOptions = { headers };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    // Without the cause: what the provider answered may be in it.
    throw kubeconfigError(
      at,
      `gives no credentials: ${error instanceof Error ? withoutQuotations(error.message) : ''}`,
    );
  }
  const header = headers['Authorization'];
  if (header === undefined)
    throw kubeconfigError(at, 'gives no credentials: the provider is not known, or its token is missing');
  return header;
}
