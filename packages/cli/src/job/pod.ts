import type { Actor } from '@tsmove/move-core';
import type { Environment } from '../context.ts';

/** The pod that this process runs in, as its Job tells it through the environment. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The Job that it belongs to; a pod that was made by hand has none. */
  readonly job: { readonly name: string; readonly uid: string } | undefined;
  /** Its index in an Indexed Job; 0 in any other. */
  readonly shard: number;
}

/** The name of the container in which tsmove runs; by it a pod's status is read. */
export const containerName = 'tsmove';

/** Variables that the manifests set from the pod's own fields. */
export const podVariables = {
  namespace: 'POD_NAMESPACE',
  name: 'POD_NAME',
  uid: 'POD_UID',
  jobName: 'JOB_NAME',
  jobUid: 'JOB_UID',
  /** Kubernetes sets it in the pods of an Indexed Job. */
  shard: 'JOB_COMPLETION_INDEX',
} as const;

/** Undefined where the environment names no pod: then there is nobody to report to. */
export function podOf(env: Environment): Pod | undefined {
  const [namespace, name, uid] = [podVariables.namespace, podVariables.name, podVariables.uid].map(
    (variable) => env[variable] ?? '',
  );
  if (namespace === undefined || name === undefined || uid === undefined) return undefined;
  if (namespace === '' || name === '' || uid === '') return undefined;
  const [jobName, jobUid] = [env[podVariables.jobName] ?? '', env[podVariables.jobUid] ?? ''];
  const shard = Number(env[podVariables.shard] ?? '0');
  return {
    namespace,
    name,
    uid,
    job: jobName === '' || jobUid === '' ? undefined : { name: jobName, uid: jobUid },
    shard: Number.isInteger(shard) && shard >= 0 ? shard : 0,
  };
}

/** Whose status it is: the Job's, which outlives its pods. */
export function ownerOf({ uid, job }: Pod): string {
  return job?.uid ?? uid;
}

const bootPrefix = 'pod';

/** How the pod signs Leases and journals: so that whoever finds its name there can look how it stands with the pod. */
export function actorOf({ namespace, name, uid }: Pod): Pick<Actor, 'name' | 'boot'> {
  return { name: `pod ${namespace}/${name}`, boot: [bootPrefix, namespace, name, uid].join('/') };
}

/** The pod that has signed; undefined if it was no pod of ours. */
export function podSigned({ boot }: Pick<Actor, 'boot'>): Pick<Pod, 'namespace' | 'name' | 'uid'> | undefined {
  const [prefix, namespace, name, uid, ...rest] = boot.split('/');
  if (prefix !== bootPrefix || namespace === undefined || name === undefined || uid === undefined) return undefined;
  return rest.length > 0 || uid === '' ? undefined : { namespace, name, uid };
}
