import { readFile } from 'node:fs/promises';
import type { Resource } from '../../support/api/discovery.ts';

/** What the raw bound is told to do: the one argument of its program, as JSON. */
export interface RawTask {
  /** Paths of kubeconfigs, as the other contenders get them. */
  readonly source: string;
  readonly target: string;
  readonly namespace: string;
  /** The kinds that take part. Finding them out costs a mover two requests, whatever it moves. */
  readonly kinds: readonly Resource[];
  /** Connections to each server, and so requests in flight. */
  readonly concurrency: number;
  readonly status: boolean;
}

/** When each part of the raw bound was done, in ms since its process started; printed as JSON when it ends. */
export interface RawTimes {
  /** The program is loaded, and the first request is about to be sent. */
  readonly started: number;
  readonly listed: number;
  readonly paused: number;
  readonly created: number;
  readonly retired: number;
  readonly resumed: number;
}

/** Where a server is and who asks. The test bed writes its kubeconfigs as JSON, with a token. */
export interface Endpoint {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

export async function readEndpoint(kubeconfig: string): Promise<Endpoint> {
  const { clusters, users } = JSON.parse(await readFile(kubeconfig, 'utf8')) as {
    readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
    readonly users: readonly [{ readonly user: { readonly token: string } }];
  };
  const { server = '', 'certificate-authority-data': ca = '' } = clusters[0].cluster;
  return { url: server, ca: Buffer.from(ca, 'base64').toString('utf8'), token: users[0].user.token };
}
