import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** How many requests there were, by verb. */
export type RequestCounts = Readonly<Record<string, number>>;

/** As the API server counts them; WATCH is counted when it ends and says nothing about a move. */
export const countedVerbs = ['GET', 'LIST', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * The requests that an API server has answered so far for Secrets and for kinds of Cluster API, whoever sent them: what
 * the servers ask of themselves every few seconds is about other kinds, so the difference of two counts is the work
 * between them.
 */
export async function requestCounts(plane: ControlPlane): Promise<RequestCounts> {
  const { body } = await plane.api.request('GET', '/metrics');
  const counts: Record<string, number> = Object.fromEntries(countedVerbs.map((verb) => [verb, 0]));
  for (const [, labels = '', value] of String(body).matchAll(/^apiserver_request_total\{([^}]*)\} (\S+)$/gm)) {
    const label = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const verb = label('verb');
    const moved = label('group').endsWith('cluster.x-k8s.io') || label('resource') === 'secrets';
    if (moved && counts[verb] !== undefined) counts[verb] += Number(value);
  }
  return counts;
}

/** What came on top between two counts. */
export function difference(after: RequestCounts, before: RequestCounts): RequestCounts {
  return Object.fromEntries(Object.entries(after).map(([verb, number]) => [verb, number - (before[verb] ?? 0)]));
}

export function sum(one: RequestCounts, other: RequestCounts): RequestCounts {
  return Object.fromEntries(Object.entries(one).map(([verb, number]) => [verb, number + (other[verb] ?? 0)]));
}
