import { setTimeout as sleep } from 'node:timers/promises';
import { pods } from '../discover/core-types.ts';
import { DiscoveryError, UsageError } from '../errors.ts';
import { isJsonObject, type JsonValue } from '../model/json.ts';
import type { KubeObject } from '../model/kube-object.ts';
import type { ApiServer } from '../server/types.ts';
import type { FileInPod } from './types.ts';

/** A file that is written as a whole, and not all at once: two readings that are equal were not torn. */
const readings = 10;
const betweenReadingsMs = 200;

/**
 * Reads a file in a running container with `cat`. It is read until two readings in a row are the same. Raises
 * DiscoveryError if there is no such pod, container or file, or if the file never comes to rest; ApiError and
 * TransportError as they come.
 */
export async function readFileInPod(
  server: ApiServer,
  file: FileInPod,
  signal?: AbortSignal,
): Promise<{ readonly text: string; readonly from: string; readonly namespace: string }> {
  const pod = await findPod(server, file, signal);
  const container = containerOf(pod, file);
  const { namespace = file.namespace, name } = pod.metadata;
  const place = `${namespace}/${name}`;
  const cat = (path: string): Promise<string | undefined> =>
    read(server, { namespace, name, container, path, place }, signal);
  for (const path of file.paths) {
    let before = await cat(path);
    if (before === undefined) continue;
    for (let reading = 1; reading < readings; reading += 1) {
      const now = await cat(path);
      if (now !== undefined && now === before)
        return { text: now, from: `pod ${place}, container ${container}, ${path}`, namespace };
      before = now;
      await sleep(betweenReadingsMs, undefined, signal === undefined ? {} : { signal });
    }
    throw new DiscoveryError(`${path} in pod ${place} changes all the time`, {
      code: 'file-unsteady',
      hint: 'Stop what writes it, or copy it out yourself.',
    });
  }
  throw new DiscoveryError(`pod ${place} has none of the files ${file.paths.join(', ')}`, {
    code: 'file-missing',
    hint: 'Name the path of the file, or copy it out yourself.',
  });
}

async function findPod(server: ApiServer, file: FileInPod, signal: AbortSignal | undefined): Promise<KubeObject> {
  const { namespace, pod: name, labelSelector } = file;
  if (name !== undefined) {
    const pod = await server.get(pods, { namespace, name }, { signal });
    if (pod !== undefined) return pod;
    throw new DiscoveryError(`${server.label} has no pod ${namespace}/${name}`, { code: 'pod-missing' });
  }
  const found = await server.list(pods, {
    namespace,
    signal,
    ...(labelSelector === undefined ? {} : { labelSelector }),
  });
  const running = found.filter(
    (pod) => isRunning(pod) && file.containers.some((wanted) => containersOf(pod).includes(wanted)),
  );
  const [first, second] = running;
  if (first !== undefined && second === undefined) return first;
  throw new DiscoveryError(
    first === undefined
      ? `${server.label} has no running pod in namespace ${namespace} with a container ${file.containers.join(' or ')}`
      : `${server.label} has several such pods in namespace ${namespace}: ${running.map(({ metadata }) => metadata.name).join(', ')}`,
    { code: first === undefined ? 'pod-missing' : 'pod-ambiguous', hint: 'Name the pod.' },
  );
}

function isRunning({ status, metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp === undefined && isJsonObject(status) && status['phase'] === 'Running';
}

function containersOf({ spec }: KubeObject): readonly string[] {
  const containers = isJsonObject(spec) && Array.isArray(spec['containers']) ? spec['containers'] : [];
  return (containers as readonly JsonValue[]).flatMap((one) => {
    const name = isJsonObject(one) ? one['name'] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

function containerOf(pod: KubeObject, { containers }: FileInPod): string {
  const there = containersOf(pod);
  const container = containers.find((wanted) => there.includes(wanted));
  if (container !== undefined) return container;
  throw new DiscoveryError(
    `pod ${pod.metadata.namespace ?? ''}/${pod.metadata.name} has no container ${containers.join(' or ')}, but ${there.join(', ')}`,
    { code: 'container-missing' },
  );
}

/** Undefined if there is no such file; any other failure of `cat` is an error. */
async function read(
  server: ApiServer,
  at: { namespace: string; name: string; container: string; path: string; place: string },
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { namespace, name: pod, container, path, place } = at;
  const { stdout, stderr, exitCode } = await server.exec({ namespace, pod, container, command: catOf(path), signal });
  if (exitCode === 0) return stdout;
  if (/no such file/iu.test(stderr)) return undefined;
  throw new DiscoveryError(`${path} in pod ${place} could not be read: cat exited with ${exitCode.toString()}`, {
    code: 'file-unreadable',
  });
}

/** A variable in front, and nothing else that means something to a shell between double quotes. */
const withVariable = /^\$\{[A-Za-z_]\w*(:-[^"`$\\}]*)?\}[^"`$\\]*$/u;

function catOf(path: string): readonly string[] {
  if (!path.startsWith('$')) return ['cat', path];
  if (withVariable.test(path)) return ['sh', '-c', `cat "${path}"`];
  throw new UsageError(`${path} is not a path; one with a variable begins with it, as in \${DATA_DIR:-/data}/file`);
}
