import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubeObject } from '../api/api.ts';
import { binary } from '../binaries/binaries.ts';
import type { ControlPlane } from '../control-plane/control-plane.ts';
import { lastingPorts } from '../processes/free-ports.ts';
import { startServerProcess, type ServerProcess } from '../processes/server-process.ts';
import { until } from '../processes/until.ts';
import { makeCgroup, removeCgroup } from './cgroups.ts';
import { prepareContainerRuntime } from './container-runtime.ts';
import { imageForPause, type Image } from './images.ts';
import { nodeName, prepareKubelet } from './kubelet.ts';
import { whyNoNodes } from './requirements.ts';

/** A node of a control plane: what is scheduled to it runs, as real processes in real containers. */
export interface RunningNode extends AsyncDisposable {
  /** The process whose end is the end of everything on the node. */
  readonly pid: number;
  /** Makes an image known, so that pods can use it with the pull policy `Never`. */
  load(image: Image): Promise<void>;
  /** Ends everything on it at once, as a power cut does. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a node for a control plane that was started with `nodes: true`, and waits until pods are scheduled to it.
 *
 * Everything of it runs in a process namespace of its own: with that namespace's first process all others end, and with
 * them their mounts. So the end of the test run ends the node, however it comes.
 * @throws when this machine cannot run nodes, with the reason
 */
export async function startNode(plane: ControlPlane): Promise<RunningNode> {
  const reason = whyNoNodes();
  if (reason !== undefined) throw new Error(reason);
  const directory = join(plane.directory, 'node');
  await mkdir(directory);
  const [kubelet, scheduler] = [(await binary('kubelet')).path, (await binary('kube-scheduler')).path];
  const runtime = await prepareContainerRuntime(directory);
  const cgroup = await makeCgroup();
  const [port = 0] = await lastingPorts(1);
  const kubeletArgs = await prepareKubelet({ plane, directory, runtime, cgroup, port });
  const schedulerArgs = [`--kubeconfig=${plane.kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
  const script = join(directory, 'node.sh');
  await writeFile(
    script,
    firstProcess({
      directory,
      socket: runtime.socket,
      commands: {
        containerd: [runtime.program, '--config', runtime.config],
        kubelet: [kubelet, ...kubeletArgs],
        'kube-scheduler': [scheduler, ...schedulerArgs],
      },
    }),
  );
  const process = startServerProcess({
    name: 'node',
    program: 'unshare',
    args: [
      ...['--mount', '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--propagation', 'private'],
      ...['/bin/sh', script],
    ],
    logFile: join(directory, 'node.log'),
  });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await process.stop('SIGKILL');
    await removeCgroup(cgroup);
  };
  const node: RunningNode = {
    pid: process.pid,
    load: (image) => runtime.load(image.archive),
    stop: () => (stopping ??= stop()),
    [Symbol.asyncDispose]: () => node.stop(),
  };
  try {
    const pause = await imageForPause();
    await until({ what: 'containerd', timeout: 60_000, hopeless: () => endOf(process) }, async () => {
      await node.load(pause);
      return true;
    });
    await until({ what: 'the node to be ready', timeout: 120_000, hopeless: () => endOf(process) }, () =>
      takesPods(plane),
    );
  } catch (error) {
    const words = await lastWords(directory);
    await node.stop();
    throw new Error(`${String(error)}\n${words}`, { cause: error });
  }
  return node;
}

function endOf(process: ServerProcess): string | undefined {
  const end = process.ended();
  return end === undefined ? undefined : `${end}\n${process.lastWords()}`;
}

interface FirstProcess {
  readonly directory: string;
  readonly socket: string;
  readonly commands: Readonly<Record<string, readonly string[]>>;
}

/** The shell that starts everything and then takes in orphans. Folders that no flag moves are its own, and empty. */
function firstProcess({ directory, socket, commands }: FirstProcess): string {
  const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
  const start = (name: string): string =>
    `${(commands[name] ?? []).map(quote).join(' ')} > ${quote(join(directory, `${name}.log`))} 2>&1 &`;
  return `set -e
for folder in /run /var/lib /var/log; do mount -t tmpfs tmpfs "$folder"; done
${start('containerd')}
until [ -S ${quote(socket)} ]; do sleep 0.05; done
${start('kubelet')}
${start('kube-scheduler')}
while :; do sleep 3600 & wait $!; done
`;
}

interface NodeObject extends KubeObject {
  readonly spec: { readonly taints?: readonly unknown[] };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Ready, without a taint, and with the account that pods have unless they say otherwise. */
async function takesPods({ api }: ControlPlane): Promise<boolean> {
  const answer = await api.request('GET', `/api/v1/nodes/${nodeName}`);
  if (answer.status !== 200) return false;
  const { spec, status } = answer.body as NodeObject;
  const ready = status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
  if (!ready || (spec.taints ?? []).length > 0) return false;
  const account = await api.request('GET', '/api/v1/namespaces/default/serviceaccounts/default');
  return account.status === 200;
}

async function lastWords(directory: string): Promise<string> {
  const logs = await Promise.all(
    ['node', 'containerd', 'kubelet', 'kube-scheduler'].map(async (name) => {
      const text = await readFile(join(directory, `${name}.log`), 'utf8').catch(() => '');
      return `--- ${name}\n${text.trimEnd().split('\n').slice(-12).join('\n')}`;
    }),
  );
  return logs.join('\n');
}
