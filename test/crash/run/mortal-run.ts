import {
  createMemoryJournalStore,
  discover,
  planMove,
  rollbackMove,
  startMove,
  type ApiServer,
  type JournalStore,
  type MoveReport,
  type MoveRun,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';
import type { Bed } from '../bed/bed.ts';
import { mortalServer } from '../mortal/mortal-server.ts';
import { mortalStore } from '../mortal/mortal-journal.ts';
import { createMortal, type CrashPoint, type Mortal } from '../mortal/mortal.ts';
import { oneNamespace } from '../mortal/one-namespace.ts';

/** What is left of a process that moved something: what it had written, and how it ended. */
export interface Remains {
  readonly moveId: string;
  readonly mortal: Mortal;
  /** The journal as it was at death. */
  readonly journal: JournalStore;
  readonly report: MoveReport | undefined;
  readonly error: unknown;
  /** Whatever is wrong with how the process ended. */
  readonly findings: readonly string[];
}

/** The two servers as one test's processes see them. */
export function serversOf(bed: Bed, namespace: string): { readonly source: ApiServer; readonly target: ApiServer } {
  return { source: oneNamespace(bed.source.server, namespace), target: oneNamespace(bed.target.server, namespace) };
}

export interface MortalRunOptions {
  readonly at?: CrashPoint | undefined;
  /** 1: everything in the same order every time. */
  readonly concurrency?: number;
}

/** Moves the fleet of a namespace, and dies at the point. */
export async function moveMortally(bed: Bed, namespace: string, options: MortalRunOptions = {}): Promise<Remains> {
  const live = serversOf(bed, namespace);
  const snapshot = await discover(live.source, { namespace, providers });
  const plan = planMove(snapshot, { providers });
  return runMortally(bed, namespace, createMemoryJournalStore(), options, (given) =>
    startMove(plan, { ...given, snapshot, allow: { paused: true } }),
  );
}

/** Rolls back what is left of a move, and dies at the point. */
export function rollBackMortally(
  bed: Bed,
  namespace: string,
  { moveId, journal }: Remains,
  options: MortalRunOptions = {},
): Promise<Remains> {
  return runMortally(bed, namespace, journal, options, (given) =>
    rollbackMove(moveId, { ...given, holderIsDead: true }),
  );
}

interface Given {
  readonly source: ApiServer;
  readonly target: ApiServer;
  readonly providers: typeof providers;
  readonly journal: JournalStore;
  readonly concurrency?: number;
}

async function runMortally(
  bed: Bed,
  namespace: string,
  journal: JournalStore,
  { at, concurrency }: MortalRunOptions,
  start: (given: Given) => MoveRun,
): Promise<Remains> {
  const mortal = createMortal(at);
  const live = serversOf(bed, namespace);
  const store = mortalStore(journal, mortal, namespace);
  const run = start({
    source: mortalServer(live.source, mortal, { side: 'source', namespace }),
    target: mortalServer(live.target, mortal, { side: 'target', namespace }),
    providers,
    journal: store,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const heard = listen(run, mortal);
  const ended = run.result.then(
    (report) => ({ report, error: undefined }),
    (error: unknown) => ({ report: undefined, error }),
  );
  const first = await Promise.race([ended, mortal.death]);
  const outcome = first ?? (await Promise.race([ended, after(lingeringMs)]));
  await store.bury();
  if (outcome === undefined) {
    const findings = [`the dead process went on for more than ${lingeringMs} ms`];
    return { moveId: run.moveId, mortal, journal, report: undefined, error: undefined, findings };
  }
  await heard;
  const survived = mortal.isDead && outcome.report !== undefined;
  // What is done before the death is known may be all there is to do: the last write of all.
  const findings = survived && !isLast(mortal, at) ? ['the process was dead and reported success'] : [];
  return { moveId: run.moveId, mortal, journal, ...outcome, findings };
}

/** How long a process may take to notice that nothing works any more. */
const lingeringMs = 20_000;

async function listen(run: MoveRun, mortal: Mortal): Promise<void> {
  for await (const event of run) {
    if (event.type === 'phase-started') mortal.enter(event.phase);
  }
}

function isLast({ writes }: Mortal, at: CrashPoint | undefined): boolean {
  return writes.at(-1) === at?.name;
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), ms).unref();
  });
}
