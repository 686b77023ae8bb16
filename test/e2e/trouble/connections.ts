import { connect, type ApiServer } from '@tsmove/move-core';
import type { Pair } from '../../support/control-plane/start.ts';

/** How long a request is tried again in these tests unless one wants it otherwise, in ms. */
const ordinaryBudgetMs = 5_000;

const opened = new Map<string, Promise<ApiServer>>();

export interface Connections {
  readonly source: ApiServer;
  readonly target: ApiServer;
}

/** The connections to two sides; those of one kubeconfig are opened once for all tests of a file. */
export async function connectionsTo(
  { source, target }: Pick<Pair, 'source' | 'target'>,
  retryBudgetMs = ordinaryBudgetMs,
): Promise<Connections> {
  const [from, to] = await Promise.all([
    connection(source.kubeconfig, 'source', retryBudgetMs),
    connection(target.kubeconfig, 'target', retryBudgetMs),
  ]);
  return { source: from, target: to };
}

function connection(kubeconfig: string, label: string, retryBudgetMs: number): Promise<ApiServer> {
  const key = [kubeconfig, label, retryBudgetMs].join(' ');
  const known = opened.get(key) ?? connect({ kubeconfig, label, retryBudgetMs });
  opened.set(key, known);
  return known;
}

export async function closeConnections(): Promise<void> {
  const all = [...opened.values()];
  opened.clear();
  await Promise.allSettled(all.map(async (one) => (await one).close()));
}
