import { copyFile, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { runStep } from '../../kind/run-step.ts';
import { defaultSettings, type Settings } from '../../kind/settings.ts';
import type { Step } from '../../kind/step.ts';
import { files, steps } from '../../kind/steps.ts';
import { binary } from '../../support/binaries/binaries.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { until } from '../../support/processes/until.ts';
import type { RovingProvider } from './hand-over.ts';
import { olderManifest } from './older-manifest.ts';

const namespace = 'default';

/** How Cluster API comes into a management cluster where there are no images to pull. */
export interface Installs {
  /** Core, bootstrap and control plane providers, which also convert their kinds. Answers how to end them. */
  clusterApi(plane: ControlPlane): Promise<() => Promise<void>>;
  /** The Docker provider, of which only one can run on a machine. */
  provider(plane: ControlPlane): Promise<Pick<RovingProvider, 'moveTo'>>;
}

/** What was done, in order, and the context of the kubeconfig that clusterctl fetched. */
export interface Exercised {
  readonly asWritten: readonly string[];
  readonly byStandIns: readonly string[];
  readonly fetchedContexts: readonly string[];
}

/**
 * The exercise of `npm run test:kind` where there is neither kind nor an image to pull: both management clusters are there
 * already, machines are in memory. Whatever of the exercise does not want kind, images or the internet is done by its own
 * commands, with the real kubectl, clusterctl and tsmove.
 * @throws with what the command of a step printed
 */
export async function kindExercise(pair: Pair, installs: Installs): Promise<Exercised> {
  const folder = await mkdtemp(join(tmpdir(), 'kind-exercise-'));
  const pathBefore = process.env['PATH'];
  try {
    for (const program of ['kubectl', 'clusterctl'] as const)
      await symlink((await binary(program)).path, join(folder, program));
    process.env['PATH'] = `${folder}:${pathBefore ?? ''}`;
    return await goThrough(pair, installs, { ...defaultSettings, folder });
  } finally {
    process.env['PATH'] = pathBefore;
    await rm(folder, { recursive: true, force: true });
  }
}

async function goThrough(pair: Pair, installs: Installs, settings: Settings): Promise<Exercised> {
  let provider: Pick<RovingProvider, 'moveTo'> | undefined;
  let stopSource = (): Promise<void> => Promise.resolve();

  /** What stands in for steps that want kind, images or a repository on the internet. */
  const standIns: Readonly<Record<string, () => Promise<unknown>>> = {
    'makes a bootstrap cluster with kind, and gives it the socket of the engine': () =>
      copyFile(pair.source.kubeconfig, files.bootstrap(settings)),
    'installs Cluster API with its Docker provider there': async () => {
      const stop = await installs.clusterApi(pair.source);
      stopSource = async () => {
        await stop();
        await pair.source.stop();
      };
      provider = await installs.provider(pair.source);
    },
    'writes the manifest of the management cluster to be': () =>
      writeFile(
        files.manifest(settings),
        olderManifest({ namespace, name: settings.cluster, controlPlanes: 1, workers: 1 }),
      ),
    // Nodes in memory are ready without one.
    'gives it a network': () => Promise.resolve(),
    // An API server in memory lists, but knows none of the field selectors with which `kubectl wait` looks at one object.
    'waits until its nodes are ready': () => runStep(nodesAreReady, settings, () => undefined),
    // A cluster in memory has no room for Cluster API: the target is another one.
    'installs Cluster API in it, too': async () => {
      await installs.clusterApi(pair.target);
      await copyFile(pair.target.kubeconfig, files.target(settings));
    },
    'deletes the bootstrap cluster': () => stopSource(),
  };

  /** Machines in memory end with their provider: it follows as soon as the Cluster has left the source. */
  async function providerFollows(): Promise<void> {
    const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/clusters/${settings.cluster}`;
    const isGone = async (): Promise<boolean> => (await pair.source.api.request('GET', path)).status === 404;
    await until({ what: 'the Cluster to have left the source', timeout: 300_000, interval: 50 }, isGone);
    await provider?.moveTo(pair.target);
  }

  const meanwhile: Readonly<Record<string, () => Promise<void>>> = {
    'moves the Cluster into itself': providerFollows,
  };

  const unknown = [...Object.keys(standIns), ...Object.keys(meanwhile)].filter(
    (says) => !steps.some((step) => step.says === says),
  );
  if (unknown.length > 0) throw new Error(`these are no steps of the exercise: ${unknown.join('; ')}`);

  const [asWritten, byStandIns]: [string[], string[]] = [[], []];
  let fetchedContexts: readonly string[] = [];
  for (const step of steps) {
    const standIn = standIns[step.says];
    await (standIn === undefined
      ? Promise.all([runStep(step, settings, () => undefined), meanwhile[step.says]?.()])
      : standIn());
    (standIn === undefined ? asWritten : byStandIns).push(step.says);
    if (step.says === 'fetches its kubeconfig') {
      const { contexts } = load(await readFile(files.target(settings), 'utf8')) as Kubeconfig;
      fetchedContexts = contexts.map(({ context }) => context.cluster);
    }
  }
  return { asWritten, byStandIns, fetchedContexts };
}

const nodesAreReady: Step = {
  says: 'finds all nodes ready',
  commands: (settings) => [
    {
      program: 'kubectl',
      args: [
        ...['get', 'nodes', '--kubeconfig', files.target(settings)],
        ...['-o', 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}'],
      ],
    },
  ],
  judge: (printed) => (/^(?:True\n)+$/u.test(printed) ? undefined : 'not every node is ready'),
  patience: 120,
};

interface Kubeconfig {
  readonly contexts: readonly { readonly context: { readonly cluster: string } }[];
}
