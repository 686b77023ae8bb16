import { defaults } from '../../defaults.ts';
import { namespaces } from '../../discover/core-types.ts';
import { readInventory, inventoryType } from '../../discover/inventory.ts';
import { limitReads, type LimitedReader } from '../../discover/reader.ts';
import type { Snapshot } from '../../discover/snapshot.ts';
import { ApiError } from '../../errors.ts';
import { compareText } from '../../model/object-ref.ts';
import { mappedTarget } from '../../namespace-view/mapped-target.ts';
import { nameInTarget } from '../../plan/arrival.ts';
import type { Plan } from '../../plan/types.ts';
import type { Provider } from '../../provider/types.ts';
import { readOnly } from '../../server/read-only.ts';
import { discoverResources } from '../../server/resources/discover.ts';
import type { ServedResources } from '../../server/resources/types.ts';
import type { ApiServer } from '../../server/types.ts';
import { checkSharedObjects } from '../shared-objects.ts';
import { readTargetNamespaces } from '../target-namespaces.ts';
import type { RightsFacts } from './facts.ts';
import { rightsFor, type RbacRules } from './rbac-rules.ts';
import type { Side } from './right.ts';

export interface RightsOptions {
  readonly source: ApiServer;
  /** Absent: its namespaces are taken to exist, and none of the shared objects. */
  readonly target?: ApiServer | undefined;
  readonly providers: readonly Provider[];
  /** True if the journal is to be kept in both clusters. */
  readonly journalInClusters?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Requests at once to each side; default `defaults.concurrency`. */
  readonly concurrency?: number | undefined;
}

/** The rights that a move needs, and what has to be there before they can be given. */
export interface RightsOfMove extends RbacRules {
  /** Namespaces of the target that the move would create: what happens in them is allowed everywhere in the target. */
  readonly missingNamespaces: readonly string[];
  /** Namespaces that are not known to be in the target; rules are made as if they were. */
  readonly assumedNamespaces: readonly string[];
  /** Sides that are not known to have the namespace of the Leases, which the rules take to be there. */
  readonly withoutSystemNamespace: readonly Side[];
}

/**
 * The least rights with which somebody else can make this plan, carry it out and undo it. Reads both sides and writes
 * nothing; whoever calls this has to be allowed to read them. Raises ApiError, TransportError and AbortedError.
 */
export async function readRights(plan: Plan, snapshot: Snapshot, options: RightsOptions): Promise<RightsOfMove> {
  const ended = new AbortController();
  const signal = options.signal === undefined ? ended.signal : AbortSignal.any([options.signal, ended.signal]);
  const limits = { concurrency: options.concurrency ?? defaults.concurrency, signal };
  const source = limitReads(readOnly(options.source), limits);
  const target =
    options.target === undefined
      ? undefined
      : limitReads(readOnly(mappedTarget(options.target, plan.scope, options.providers)), limits);
  try {
    const [served, there, lacking] = await Promise.all([
      readServed(source),
      readTarget(plan, snapshot, options.providers, source, target),
      Promise.all([lacksSystemNamespace(source), target === undefined || lacksSystemNamespace(target)]),
    ]);
    const facts: RightsFacts = {
      plan,
      snapshot,
      providers: options.providers,
      needStatus: plan.statusPolicy === 'carry',
      targetNamespaces: there.namespaces,
      present: there.present,
      // No Role can be in a namespace that does not exist, and Leases of all namespaces are more than is needed.
      withoutSystemNamespace: new Set(),
      journalInClusters: options.journalInClusters === true,
      withoutInventory: snapshot.inventory.length === 0 || there.withoutInventory,
      served: { source: served, target: there.served },
    };
    const namesOf = (state: 'missing' | 'assumed'): readonly string[] =>
      [...there.found]
        .filter(([, found]) => found === state)
        .map(([name]) => nameInTarget(plan.scope, name))
        .sort(compareText);
    return {
      ...rightsFor(facts),
      missingNamespaces: namesOf('missing'),
      assumedNamespaces: namesOf('assumed'),
      withoutSystemNamespace: (['source', 'target'] as const).filter((_side, index) => lacking[index] === true),
    };
  } finally {
    ended.abort();
  }
}

interface TargetFacts {
  readonly found: ReadonlyMap<string, 'present' | 'missing' | 'assumed'>;
  readonly namespaces: ReadonlyMap<string, 'present' | 'missing'>;
  readonly present: ReadonlySet<string>;
  readonly withoutInventory: boolean;
  readonly served: ServedResources | undefined;
}

async function readTarget(
  plan: Plan,
  snapshot: Snapshot,
  providers: readonly Provider[],
  source: LimitedReader,
  target: LimitedReader | undefined,
): Promise<TargetFacts> {
  if (target === undefined) {
    const names = [...new Set(plan.objects.flatMap(({ ref }) => ref.namespace ?? []))].sort(compareText);
    return {
      found: new Map(names.map((name) => [name, 'assumed'])),
      namespaces: new Map(names.map((name) => [name, 'present'])),
      present: new Set(),
      withoutInventory: false,
      served: undefined,
    };
  }
  const [served, targetNamespaces, inventory] = await Promise.all([
    readServed(target),
    readTargetNamespaces(target, plan),
    target.list(inventoryType),
  ]);
  const needStatus = plan.statusPolicy === 'carry';
  const context = { plan, snapshot, source, target, providers, needStatus, journalInClusters: false };
  const { present } = await checkSharedObjects({ ...context, served, targetNamespaces });
  const found = [...targetNamespaces].map(([name, one]) => [name, typeof one === 'string' ? one : 'present'] as const);
  return {
    found: new Map(found.map(([name, state]) => [name, state === 'hidden' ? 'assumed' : state])),
    namespaces: new Map(found.map(([name, state]) => [name, state === 'missing' ? 'missing' : 'present'])),
    present,
    withoutInventory: readInventory(inventory).length === 0,
    served,
  };
}

function readServed(side: LimitedReader): Promise<ServedResources> {
  return side.limited(() => discoverResources(side.server, side.call));
}

/** True also if it could not be looked for. */
async function lacksSystemNamespace(side: LimitedReader): Promise<boolean> {
  try {
    return (await side.get(namespaces, { name: defaults.systemNamespace })) === undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return true;
    throw error;
  }
}
