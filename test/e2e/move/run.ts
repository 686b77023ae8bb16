import {
  PreflightError,
  connect,
  discover,
  planMove,
  startMove,
  type ApiServer,
  type MoveEvent,
  type MoveReport,
  type Plan,
  type PlanOptions,
  type Provider,
  type StartMoveOptions,
} from '@tsmove/move-core';
import { providers as everyProvider } from '@tsmove/providers';
import type { Pair } from '../../support/control-plane/start.ts';

export interface RunOptions extends Partial<Omit<StartMoveOptions, 'providers' | 'source' | 'target'>> {
  readonly namespace: string;
  readonly clusters?: readonly string[];
  readonly status?: 'carry' | 'drop';
  /** Default: all that come with tsmove. */
  readonly providers?: readonly Provider[];
  readonly keepInSource?: PlanOptions['keepInSource'];
  readonly namespaceMap?: PlanOptions['namespaceMap'];
  /** Wraps the connections, to inject faults. */
  readonly wrap?: (server: ApiServer) => ApiServer;
  /** Called with every event while the move runs; awaited before the next. */
  readonly onEvent?: (event: MoveEvent) => void;
}

export interface RunOutcome {
  readonly plan: Plan;
  readonly moveId: string;
  readonly events: readonly MoveEvent[];
  readonly report: MoveReport | undefined;
  readonly error: unknown;
}

/** Moves a namespace through the library, as a program that imports it would; a failure is part of the outcome. */
export async function runMove(pair: Pair, options: RunOptions): Promise<RunOutcome> {
  const {
    namespace,
    clusters,
    status,
    keepInSource,
    namespaceMap,
    providers = everyProvider,
    wrap = (server: ApiServer): ApiServer => server,
    onEvent,
    ...rest
  } = options;
  await using sourceConnection = await connect({
    kubeconfig: pair.source.kubeconfig,
    label: 'source',
    retryBudgetMs: 5_000,
  });
  await using targetConnection = await connect({
    kubeconfig: pair.target.kubeconfig,
    label: 'target',
    retryBudgetMs: 5_000,
  });
  const [source, target] = [wrap(sourceConnection), wrap(targetConnection)];
  const snapshot = await discover(source, { namespace, providers });
  const plan = planMove(snapshot, {
    providers,
    ...(clusters === undefined ? {} : { clusters }),
    ...(status === undefined ? {} : { status }),
    ...(keepInSource === undefined ? {} : { keepInSource }),
    ...(namespaceMap === undefined ? {} : { namespaceMap }),
  });
  const run = startMove(plan, { ...rest, source, target, providers, snapshot });
  const events: MoveEvent[] = [];
  for await (const event of run) {
    events.push(event);
    onEvent?.(event);
  }
  const settled = await run.result.then(
    (report) => ({ report, error: undefined }),
    (error: unknown) => ({ report: undefined, error }),
  );
  return { plan, moveId: run.moveId, events, ...settled };
}

/** The report of a move that must have succeeded; otherwise its error, with what it was about. */
export function requireMoved(outcome: RunOutcome): MoveReport {
  if (outcome.report !== undefined) return outcome.report;
  if (!(outcome.error instanceof PreflightError)) throw outcome.error;
  throw new Error(JSON.stringify(outcome.error.diagnostics, undefined, 1), { cause: outcome.error });
}
