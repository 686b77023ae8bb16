/**
 * Where Clusters live, declared: a program in the manner of Pulumi or a CDK, with `preview` and `up`.
 *
 *   node dist/declared-move.js preview homes.json
 *   node dist/declared-move.js up homes.json
 *
 *   {
 *     "managementClusters": { "bootstrap": "bootstrap.yaml", "management": "management.yaml" },
 *     "journal": "./journal",
 *     "homes": [{ "namespace": "fleet", "cluster": "prod", "home": "management" }]
 *   }
 *
 * `up` may be run as often as one likes, and after any interruption: what is at home stays untouched, a move that was
 * begun is gone on with, and only then the next one begins.
 */
import { readFile } from 'node:fs/promises';
import {
  connect,
  createFileJournalStore,
  discover,
  MoveError,
  planMove,
  resumeMove,
  rollbackMove,
  startMove,
  summarizeMove,
  systemUidOf,
  type ApiServer,
  type JournalStore,
  type MoveSummary,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';

/** One resource: this Cluster, with all that belongs to it, is to live there. */
export interface Home {
  readonly namespace: string;
  readonly cluster: string;
  /** A name of `managementClusters`. */
  readonly home: string;
}

export interface Declaration {
  /** Kubeconfigs by name. */
  readonly managementClusters: Readonly<Record<string, string>>;
  readonly homes: readonly Home[];
  readonly journal: JournalStore;
}

/** What there is to do for a resource, or was done. */
export type Step =
  | { readonly home: Home; readonly action: 'none' }
  | { readonly home: Home; readonly action: 'move'; readonly from: string; readonly objects: number }
  /** A move that was begun and interrupted: to its end, or, if it was being undone, back. */
  | {
      readonly home: Home;
      readonly action: 'go-on';
      readonly moveId: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly home: Home; readonly action: 'stuck'; readonly because: string };

interface Options {
  readonly signal?: AbortSignal;
}

/** One step for each resource; changes nothing. */
export async function preview(declaration: Declaration, options: Options = {}): Promise<readonly Step[]> {
  await using world = await open(declaration);
  const steps: Step[] = [];
  for (const home of declaration.homes) steps.push(await nextStep(declaration, world, home, options));
  return steps;
}

/** Takes steps until nothing is left to do. Raises the MoveError of the first that fails: run it again. */
export async function up(declaration: Declaration, options: Options = {}): Promise<readonly Step[]> {
  await using world = await open(declaration);
  const done: Step[] = [];
  for (const home of declaration.homes) {
    for (;;) {
      const step = await nextStep(declaration, world, home, options);
      if (step.action !== 'none' || done.at(-1)?.home !== home) done.push(step);
      if (step.action === 'none' || step.action === 'stuck') break;
      await take(declaration, world, step, options);
    }
  }
  return done;
}

/** Connections by name, with what identifies each cluster: names in files may change, clusters do not. */
interface World extends AsyncDisposable {
  readonly servers: ReadonlyMap<string, ApiServer>;
  readonly names: ReadonlyMap<string, string>;
}

async function open({ managementClusters }: Declaration): Promise<World> {
  const servers = new Map<string, ApiServer>();
  const close = async (): Promise<void> => {
    for (const server of servers.values()) await server.close();
  };
  try {
    const names = new Map<string, string>();
    for (const [name, kubeconfig] of Object.entries(managementClusters)) {
      const server = await connect({ kubeconfig, label: name });
      servers.set(name, server);
      names.set((await systemUidOf(server)) ?? name, name);
    }
    return { servers, names, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

const clusterType = {
  group: 'cluster.x-k8s.io',
  version: 'v1beta2',
  kind: 'Cluster',
  plural: 'clusters',
  namespaced: true,
  hasStatus: true,
};

async function nextStep({ journal }: Declaration, world: World, home: Home, { signal }: Options): Promise<Step> {
  const begun = await moveOf(journal, home);
  if (begun !== undefined) {
    const { moveId, source, target } = begun;
    const [from, to] = [world.names.get(source.systemUid), world.names.get(target.systemUid)];
    if (from !== undefined && to !== undefined) return { home, action: 'go-on', moveId, from, to };
    return { home, action: 'stuck', because: `move ${moveId} is open, of clusters that are not declared` };
  }
  const key = { namespace: home.namespace, name: home.cluster };
  const lives: string[] = [];
  for (const [name, server] of world.servers) {
    if ((await server.get(clusterType, key, { signal })) !== undefined) lives.push(name);
  }
  const [from, ...more] = lives;
  if (from === undefined) return { home, action: 'stuck', because: 'it is in none of the management clusters' };
  if (more.length > 0) {
    const because = `it is in ${lives.join(' and ')}, and no journal says why; see tsmove recover`;
    return { home, action: 'stuck', because };
  }
  if (from === home.home) return { home, action: 'none' };
  const { plan } = await planned(world, home, from, signal);
  return { home, action: 'move', from, objects: plan.objects.length };
}

/** The open move that this Cluster is part of, if there is one. */
async function moveOf(journal: JournalStore, { namespace, cluster }: Home): Promise<MoveSummary | undefined> {
  for (const moveId of await journal.list()) {
    const reading = await journal.read(moveId);
    const summary = reading === undefined ? undefined : summarizeMove(reading);
    if (summary === undefined || summary.zone === 'finished' || summary.scope.namespace !== namespace) continue;
    if (summary.scope.clusters?.includes(cluster) !== false) return summary;
  }
  return undefined;
}

async function take({ journal }: Declaration, world: World, step: Step, { signal }: Options): Promise<void> {
  if (step.action !== 'move' && step.action !== 'go-on') return;
  const source = serverOf(world, step.from);
  const target = serverOf(world, step.action === 'move' ? step.home.home : step.to);
  const common = { source, target, providers, journal, ...(signal === undefined ? {} : { signal }) };
  if (step.action === 'move') {
    const { plan, snapshot } = await planned(world, step.home, step.from, signal);
    await startMove(plan, { ...common, snapshot }).result;
    return;
  }
  const reading = await journal.read(step.moveId);
  const isUndone = reading !== undefined && summarizeMove(reading).zone === 'rolling-back';
  await (isUndone ? rollbackMove : resumeMove)(step.moveId, common).result;
}

async function planned(world: World, { namespace, cluster }: Home, from: string, signal?: AbortSignal) {
  const options = { namespace, providers, ...(signal === undefined ? {} : { signal }) };
  const snapshot = await discover(serverOf(world, from), options);
  return { snapshot, plan: planMove(snapshot, { providers, clusters: [cluster] }) };
}

function serverOf({ servers }: World, name: string): ApiServer {
  const server = servers.get(name);
  if (server === undefined) throw new Error(`${name} is not among the management clusters that are declared`);
  return server;
}

/** One line, with a mark in front as declarative tools have it. */
export function describeStep(step: Step): string {
  const { namespace, cluster, home } = step.home;
  const name = `${namespace}/${cluster}`;
  switch (step.action) {
    case 'none':
      return `  ${name} lives in ${home}`;
    case 'move':
      return `~ ${name}: ${step.from} -> ${home}, ${step.objects} objects`;
    case 'go-on':
      return `~ ${name}: goes on with move ${step.moveId}, ${step.from} -> ${step.to}`;
    case 'stuck':
      return `! ${name}: ${step.because}`;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [command, file] = process.argv.slice(2);
  if ((command !== 'preview' && command !== 'up') || file === undefined) {
    console.error('usage: declared-move preview|up FILE');
    process.exit(2);
  }
  const stop = new AbortController();
  process.once('SIGINT', () => {
    stop.abort();
  });
  const { journal, ...rest } = JSON.parse(await readFile(file, 'utf8')) as Omit<Declaration, 'journal'> & {
    readonly journal: string;
  };
  const declaration = { ...rest, journal: createFileJournalStore({ directory: journal }) };
  try {
    const steps = await (command === 'up' ? up : preview)(declaration, { signal: stop.signal });
    for (const step of steps) console.log(describeStep(step));
    if (steps.some(({ action }) => action === 'stuck')) process.exitCode = 3;
  } catch (error) {
    if (!(error instanceof MoveError)) throw error;
    console.error(error.message);
    if (error.hint !== undefined) console.error(error.hint);
    process.exitCode = 1;
  }
}
