import { createTranslation } from '../../namespace-map/translate.ts';
import { mappedTarget } from '../../namespace-view/mapped-target.ts';
import { discover } from '../../discover/discover.ts';
import type { KubeObject } from '../../model/kube-object.ts';
import { planMove } from '../../plan/plan-move.ts';
import type { Plan } from '../../plan/types.ts';
import { createMemoryServer, type MemoryServer } from '../../server/memory/memory-server.ts';
import { createFailingJournals, type FailingJournals } from './failing-journals.ts';
import { buildFleet, fleetKinds, type Fleet } from './fleet.ts';
import { fleetProvider } from './fleet-provider.ts';

/** When the garbage collectors work: after every write, only at the end, or never. */
export type Collecting = 'eager' | 'lazy' | 'off';

/** Two management clusters with a fleet in one of them, before anything is moved. */
export interface World {
  readonly source: MemoryServer;
  /** In the words of the source, if the namespace has another name there. */
  readonly target: MemoryServer;
  /** The target as processes reach it. */
  readonly reached: MemoryServer;
  readonly journals: FailingJournals;
  readonly plan: Plan;
  readonly before: { readonly source: readonly KubeObject[]; readonly target: readonly KubeObject[] };
  /** Rules that were broken so far, in words; a move that is correct adds nothing. */
  readonly broken: string[];
  /** Called after every change on either side. */
  watch(check: () => void): void;
  collectGarbage(): void;
}

export const providers = [fleetProvider];

/** What the namespace is called in the target of a world in which it has another name there. */
const renamed = { namespace: 'fleet', targetNamespace: 'renamed' };

/** Makes a world. Raises what planning does. */
export async function createWorld(fleet: Fleet, collecting: Collecting, isRenamed = false): Promise<World> {
  const broken: string[] = [];
  let check: (() => void) | undefined;
  let busy = false;
  const stored = (): void => {
    if (check === undefined || busy) return;
    busy = true;
    if (collecting === 'eager') collectGarbage();
    check();
    busy = false;
  };
  const make = (label: string): MemoryServer =>
    createMemoryServer({ label, kinds: fleetKinds, namespaceLifecycle: true, onStored: stored });
  const [source, reached] = [make('source'), make('target')];
  const target = isRenamed ? inWordsOfSource(reached) : reached;
  function collectGarbage(): void {
    for (const server of [source, target]) {
      for (const { kind, metadata } of server.collectGarbage()) {
        broken.push(`the garbage collector of the ${server.label} took ${kind} ${metadata.name}`);
      }
    }
  }
  await buildFleet(fleet, source, target);
  const snapshot = await discover(source, { namespace: 'fleet', providers });
  const { selected } = fleet;
  const plan = planMove(snapshot, {
    providers,
    ...(selected === undefined ? {} : { clusters: selected }),
    ...(isRenamed ? { namespaceMap: { from: renamed.namespace, to: renamed.targetNamespace } } : {}),
  });
  return {
    ...{ source, target, reached, plan, broken },
    journals: createFailingJournals(),
    before: { source: source.contents(), target: target.contents() },
    watch(next) {
      check = next;
    },
    collectGarbage() {
      if (collecting !== 'off') collectGarbage();
    },
  };
}

/** The same server, with everything that it holds under the old name, so that all rules are asked as ever. */
function inWordsOfSource(server: MemoryServer): MemoryServer {
  const map = { from: renamed.namespace, to: renamed.targetNamespace };
  const { object } = createTranslation(map, providers);
  // Asked for after every write, and objects are never changed.
  const told = new WeakMap<KubeObject, KubeObject>();
  const tell = (one: KubeObject): KubeObject => {
    const known = told.get(one) ?? object(one);
    told.set(one, known);
    return known;
  };
  return {
    ...server,
    ...mappedTarget(server, renamed, providers),
    put: (one) => tell(server.put(object(one))),
    contents: () => server.contents().map(tell),
    collectGarbage: () => server.collectGarbage().map(tell),
  };
}
