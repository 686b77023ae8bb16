import { defaults } from '../defaults.ts';
import { limitReads } from '../discover/reader.ts';
import type { Snapshot } from '../discover/snapshot.ts';
import type { Diagnostic } from '../errors.ts';
import { mappedTarget } from '../namespace-view/mapped-target.ts';
import type { Plan } from '../plan/types.ts';
import type { Provider } from '../provider/types.ts';
import { readOnly } from '../server/read-only.ts';
import { discoverResources } from '../server/resources/discover.ts';
import type { ApiServer } from '../server/types.ts';
import type { Allowances } from './allowances.ts';
import { runCheck, type PreflightContext } from './check.ts';
import { checkCollisions } from './collisions.ts';
import { checkReplacing } from './conflicts/check-replacing.ts';
import { judge } from './judge.ts';
import { checkKubernetesVersions, checkTargetContract } from './platform.ts';
import { checkNamespaceItself } from './renamed-namespace.ts';
import { checkProviders } from './providers-installed.ts';
import { checkRights } from './rights.ts';
import { checkIdentities } from './same-cluster.ts';
import { checkScopeRoom } from './scope-room.ts';
import { checkServedTypes } from './served-types.ts';
import { checkSharedObjects } from './shared-objects.ts';
import { checkTargetObjects } from './target-objects.ts';
import { checkTargetNamespaces, readTargetNamespaces } from './target-namespaces.ts';

export interface PreflightOptions {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: readonly Provider[];
  /** What the user declares to be in order; nothing by default. */
  readonly allow?: Allowances | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Requests at once to each side; default `defaults.concurrency`. */
  readonly concurrency?: number | undefined;
  /** True if status is to be written in the target. */
  readonly needStatus: boolean;
  /** True if the journal is to be kept in both clusters, which takes rights of its own. */
  readonly journalInClusters?: boolean | undefined;
}

/**
 * Asks everything that can be known before the first write, and reports all of it at once: what planning has found,
 * whether the two sides are two clusters that fit each other, whether objects are in the way, whether every right is
 * there. Neither side is written to.
 *
 * A move may start if no `error` is left. Raises UsageError for a wrong code in `allow.skip`, TransportError and
 * AbortedError as they come; a read that is refused is a finding.
 */
export async function preflight(
  plan: Plan,
  snapshot: Snapshot,
  options: PreflightOptions,
): Promise<readonly Diagnostic[]> {
  const ended = new AbortController();
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([options.signal, ended.signal]);
  const limits = { concurrency: options.concurrency ?? defaults.concurrency, signal };
  try {
    const inWordsOfSource = mappedTarget(options.target, plan.scope, options.providers);
    const target = limitReads(readOnly(inWordsOfSource), limits);
    const [served, targetNamespaces] = await Promise.all([
      target.limited(() => discoverResources(target.server, target.call)),
      readTargetNamespaces(target, plan),
    ]);
    const findings = await runChecks({
      plan,
      snapshot,
      source: limitReads(readOnly(options.source), limits),
      target,
      providers: options.providers,
      needStatus: options.needStatus,
      journalInClusters: options.journalInClusters === true,
      served,
      targetNamespaces,
    });
    return judge([...plan.diagnostics, ...findings], options.allow);
  } finally {
    // After a failure the other requests of the same moment are of no use any more.
    ended.abort();
  }
}

async function runChecks(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const identities = await checkIdentities(context);
  // Of a target that is the source, every object would be reported as being there already.
  if (identities.some(({ code }) => code === 'source-is-target')) return identities;
  const findings = await Promise.all([
    runCheck('the contract of the target', () => checkTargetContract(context)),
    runCheck('the Kubernetes versions', () => checkKubernetesVersions(context)),
    runCheck('the providers of the target', () => checkProviders(context)),
    checkServedTypes(context),
    checkTargetNamespaces(context),
    runCheck('the namespace of the source', () => checkNamespaceItself(context)),
    runCheck('the objects of the target', () => checkTargetObjects(context)),
    checkCollisions(context),
    checkReplacing(context),
    checkSharedAndRights(context),
  ]);
  return [...identities, ...checkScopeRoom(context), ...findings.flat()];
}

/** Rights come second: an object that is in the target already needs fewer of them. */
async function checkSharedAndRights(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const shared = await checkSharedObjects(context);
  const rights = await runCheck('the rights', () => checkRights(context, shared.present));
  return [...shared.diagnostics, ...rights];
}
