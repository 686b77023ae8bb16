import {
  discover,
  DiscoveryError,
  formatRef,
  planMove,
  preflight,
  type ApiServer,
  type Diagnostic,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';

interface Asked {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly namespace: string;
  readonly journalInClusters?: boolean;
  /** Default: true. */
  readonly needStatus?: boolean;
}

/** Why a move would be refused to these two users, and what is to be done about it; empty if it would not be. */
export async function refusals({ source, target, namespace, ...asked }: Asked): Promise<string> {
  const { journalInClusters, needStatus = true } = asked;
  try {
    const snapshot = await discover(source, { namespace, providers });
    const plan = planMove(snapshot, { providers });
    const planned = plan.diagnostics.filter(isError);
    const found =
      planned.length > 0
        ? planned
        : await preflight(plan, snapshot, { source, target, providers, needStatus, journalInClusters });
    return found.filter(isError).map(describeFinding).join('\n');
  } catch (error) {
    if (error instanceof DiscoveryError) return error.message;
    throw error;
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

function describeFinding({ ref, message, remedy = '' }: Diagnostic): string {
  return `${ref === undefined ? '' : `${formatRef(ref)}: `}${message} ${remedy}`;
}
