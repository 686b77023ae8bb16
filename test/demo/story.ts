import { callKeeper } from './call-keeper.ts';
import { runTsmove } from './command-line.ts';
import { exercise } from './exercise.ts';
import type { Clusters } from './messages.ts';
import { prepare } from './prepare.ts';
import { count, seconds, type Printer } from './printer.ts';
import { showCluster } from './show-cluster.ts';

export interface StoryOptions {
  readonly printer: Printer;
  /** Leave the clusters running at the end. */
  readonly keep: boolean;
  /** Takes what must be done when the story ends, at whatever point. */
  readonly atTheEnd: (tidy: () => Promise<void> | void) => void;
}

/** Moves a cluster between two API servers before the reader's eyes. */
export async function tellStory({ printer, keep, atTheEnd }: StoryOptions): Promise<void> {
  printer.heading('1. Two management clusters: API server, etcd and garbage collector each');
  await prepare(printer);
  const begun = performance.now();
  const keeper = callKeeper();
  atTheEnd(() => keeper.end());
  const { clusters } = await keeper.hear('started');
  const { source, target } = clusters;
  printer.line(`Both are up after ${seconds(performance.now() - begun)}: source ${source.url}, target ${target.url}`);

  printer.heading("2. In the source: the well-known exercise of Cluster API's Docker provider, in its v1beta2 form");
  const total = introduce((await keeper.hear('built')).kinds, printer);

  printer.heading('3. The move');
  const elapsed = await move(clusters, { printer, atTheEnd });

  printer.heading('4. Afterwards, in the source');
  await showCluster(source, printer);
  printer.heading('   and in the target');
  await showCluster(target, printer);

  printer.line(
    `\nMoved ${count(total, 'object')} with their status; the command took ${seconds(elapsed)} from its start to its end.`,
  );
  if (keep) {
    await keeper.letGo();
    explainKept(clusters, keeper.pid, printer);
  } else {
    await keeper.end();
    printer.line('Both clusters are stopped, and nothing of them is left.');
  }
}

function introduce(kinds: Readonly<Record<string, number>>, printer: Printer): number {
  const { cluster, namespace, version, controlPlanes, workers } = exercise;
  const total = Object.values(kinds).reduce((sum, number) => sum + number, 0);
  const listed = Object.entries(kinds).map(([kind, number]) => (number === 1 ? kind : `${number} ${kind}s`));
  printer.paragraph(
    `Cluster ${cluster} in namespace ${namespace}, Kubernetes ${version}, with ${controlPlanes} control plane and ${workers} worker ` +
      `machines, finished. ${count(total, 'object')}, as the controllers leave them: ${listed.join(', ')}.`,
  );
  printer.paragraph(
    'No Cluster API controllers run in this demo, and no machines: a small stand-in acknowledges the pause as they would.',
  );
  return total;
}

async function move(
  clusters: Clusters,
  { printer, atTheEnd }: Pick<StoryOptions, 'printer' | 'atTheEnd'>,
): Promise<number> {
  const args = moveArguments(clusters.source.kubeconfig, clusters.target.kubeconfig);
  printer.command(`npx tsmove ${args.join(' ')}`);
  const begun = performance.now();
  const running = runTsmove(args);
  atTheEnd(() => running.kill());
  const ending = await running.ended;
  if (ending !== 0) throw new Error(`tsmove ended with ${ending}`);
  return performance.now() - begun;
}

function explainKept({ source, target }: Clusters, pid: number, printer: Printer): void {
  const { namespace } = exercise;
  printer.heading('Both clusters keep running. Look at them:');
  printer.command(`kubectl --kubeconfig ${source.kubeconfig} get clusters,machines --namespace ${namespace}`);
  printer.command(`kubectl --kubeconfig ${target.kubeconfig} get clusters,machines --namespace ${namespace}`);
  printer.heading('Move it back:');
  printer.command(`npx tsmove ${moveArguments(target.kubeconfig, source.kubeconfig).join(' ')}`);
  printer.heading('Stop them:');
  printer.command(`kill ${pid}`);
}

function moveArguments(from: string, to: string): readonly string[] {
  return ['move', '--kubeconfig', from, '--to-kubeconfig', to, '--namespace', exercise.namespace];
}
