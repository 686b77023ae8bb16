import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { load } from 'js-yaml';
import { connectApi, type Api } from '../api/api.ts';

interface Named<Key extends string, Value> {
  readonly entries?: readonly ({ readonly name: string } & Readonly<Partial<Record<Key, Value>>>)[];
}

interface Kubeconfig {
  readonly 'current-context'?: string;
  readonly contexts?: Named<'context', { readonly cluster: string; readonly user: string }>['entries'];
  readonly clusters?: Named<'cluster', Readonly<Record<string, string>>>['entries'];
  readonly users?: Named<'user', Readonly<Record<string, unknown>>>['entries'];
}

/**
 * A connection of the test bed's own, as whom a kubeconfig says in its current context. It reads tokens and client
 * certificates; programs that log somebody in are the product's matter, and are run by nobody here.
 */
export async function connectByKubeconfig(path: string): Promise<Api> {
  const config = load(await readFile(path, 'utf8')) as Kubeconfig;
  const context = config.contexts?.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users?.find(({ name }) => name === context?.user)?.user ?? {};
  if (cluster?.['server'] === undefined) throw new Error(`${path}: its current context leads to no cluster`);
  const text = async (fields: Readonly<Record<string, unknown>>, name: string): Promise<string | undefined> => {
    const data = fields[`${name}-data`];
    if (typeof data === 'string') return Buffer.from(data, 'base64').toString('utf8');
    const file = fields[name];
    return typeof file === 'string' ? readFile(resolve(dirname(path), file), 'utf8') : undefined;
  };
  const ca = await text(cluster, 'certificate-authority');
  const certificate = await text(user, 'client-certificate');
  const key = await text(user, 'client-key');
  const token = typeof user['token'] === 'string' ? user['token'] : undefined;
  if (ca === undefined) throw new Error(`${path}: it names no CA, and the test bed trusts nobody without one`);
  if (token === undefined && (certificate === undefined || key === undefined)) {
    throw new Error(
      `${path}: the test bed reads tokens and client certificates only; make a kubeconfig with one, ` +
        'for instance with `kubectl create token` of a ServiceAccount',
    );
  }
  return connectApi({
    url: cluster['server'],
    ca,
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
  });
}
