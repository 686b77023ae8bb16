import { ApiError, DiscoveryError, TransportError } from '../errors.ts';

/** What could not be read, gathered so that the user learns everything at once and not one right at a time. */
export interface Refusals {
  /**
   * Runs a read. If the API server refuses it, that is noted under `what` ("list machines in namespace fleet") and
   * `instead` is the result. What is not a refusal, such as a cut connection or an abort, is raised.
   */
  attempt<T>(what: string, read: () => Promise<T>, instead: T): Promise<T>;
  /** Notes a problem that is not a refused read. */
  note(problem: string): void;
  /** Raises one DiscoveryError with all that was noted; does nothing if there was nothing. */
  raise(): void;
}

/** An empty collection of refusals of one API server. */
export function createRefusals(label: string): Refusals {
  const forbidden = new Map<string, string>();
  const problems = new Set<string>();
  return {
    async attempt(what, read, instead) {
      try {
        return await read();
      } catch (error) {
        // Unknown credentials are one problem, not one for each thing that is read with them.
        if (!(error instanceof ApiError) || error.status === 401) throw error;
        if (error.status === 403) forbidden.set(what, error.words);
        else problems.add(`${what}: ${error.message}`);
        return instead;
      }
    },
    note(problem) {
      problems.add(problem);
    },
    raise() {
      const sentences = [...[...forbidden.keys()].map((what) => `not allowed: ${what}`), ...problems].sort();
      if (sentences.length === 0) return;
      throw new DiscoveryError(`${label}: ${sentences.join('; ')}`, {
        code: problems.size === 0 ? 'missing-right' : 'discovery',
        ...(forbidden.size === 0
          ? {}
          : { hint: `Allow the user of the ${label} kubeconfig what is listed, with a ClusterRole for example.` }),
      });
    },
  };
}

/** `list machines.cluster.x-k8s.io in namespace fleet`. */
export function describeRead(verb: 'get' | 'list', resource: string, namespace: string | undefined): string {
  return `${verb} ${resource}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

/**
 * Why a read that a move can do without has failed: the server's words, or that it gave no answer (an aggregated API
 * can hang although its API server is well). Raises what is neither, such as an abort.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof ApiError) return error.words;
  if (error instanceof TransportError) return error.message;
  throw error;
}
