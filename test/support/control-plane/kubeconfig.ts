import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../certificates/authority.ts';
import type { ControlPlane } from './control-plane.ts';

/** How a kubeconfig may differ from the plain one, for tests of how such files are read. */
export interface KubeconfigVariation {
  /** The name of the current context. Default: the control plane's name. */
  readonly context?: string;
  /** The namespace of the context. */
  readonly namespace?: string;
  /** Who is let in. Default: the admin's token. */
  readonly user?:
    | { readonly token: string }
    | { readonly certificate: Credentials }
    /** A way of old kubeconfigs, with a name and what belongs to it. */
    | { readonly authProvider: { readonly name: string; readonly config: Readonly<Record<string, string>> } }
    | {
        readonly exec: {
          readonly command: string;
          readonly args?: readonly string[];
          readonly env?: Readonly<Record<string, string>>;
        };
      };
  /** Another URL, for instance one where nobody listens, or a proxy. */
  readonly url?: string;
  /** Another CA, for instance one that did not sign the server's certificate. */
  readonly ca?: string;
  /** Contexts besides the current one, that lead elsewhere. */
  readonly otherContexts?: readonly string[];
  /** The file's name within the control plane's directory. */
  readonly file?: string;
}

export interface KubeconfigFacts {
  readonly name: string;
  readonly url: string;
  readonly ca: string;
  readonly adminToken: string;
}

/** The text of a kubeconfig. It is JSON, which every reader of YAML takes. */
export function kubeconfigText(facts: KubeconfigFacts, variation: KubeconfigVariation = {}): string {
  const context = variation.context ?? facts.name;
  const cluster = {
    server: variation.url ?? facts.url,
    'certificate-authority-data': base64(variation.ca ?? facts.ca),
  };
  const inNamespace = variation.namespace === undefined ? {} : { namespace: variation.namespace };
  const elsewhere = variation.otherContexts ?? [];
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': context,
      contexts: [
        { name: context, context: { cluster: facts.name, user: 'user', ...inNamespace } },
        ...elsewhere.map((name) => ({ name, context: { cluster: `${name}-elsewhere`, user: 'user' } })),
      ],
      clusters: [
        { name: facts.name, cluster },
        // Port 1 of the loopback interface: reserved, and nobody listens.
        ...elsewhere.map((name) => ({
          name: `${name}-elsewhere`,
          cluster: { ...cluster, server: 'https://127.0.0.1:1' },
        })),
      ],
      users: [{ name: 'user', user: userEntry(facts, variation.user) }],
    },
    undefined,
    2,
  );
}

/** Writes a kubeconfig for a control plane, with the given differences, and returns its path. */
export async function writeKubeconfig(plane: ControlPlane, variation: KubeconfigVariation = {}): Promise<string> {
  const path = join(
    plane.directory,
    variation.file ?? `kubeconfig-${variation.context ?? plane.name}-${Math.random().toString(36).slice(2)}`,
  );
  await writeFile(path, kubeconfigText(plane, variation), { mode: 0o600 });
  return path;
}

function userEntry(facts: KubeconfigFacts, user: KubeconfigVariation['user'] = { token: facts.adminToken }): unknown {
  if ('token' in user) return { token: user.token };
  if ('certificate' in user) {
    return {
      'client-certificate-data': base64(user.certificate.certificate),
      'client-key-data': base64(user.certificate.key),
    };
  }
  if ('authProvider' in user) return { 'auth-provider': user.authProvider };
  const { command, args = [], env = {} } = user.exec;
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
      command,
      args,
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
