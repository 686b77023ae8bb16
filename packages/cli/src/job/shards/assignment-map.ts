import { ApiError, type ApiServer } from '@tsmove/move-core';
import { EndedEarly } from '../../errors/ended-early.ts';
import { exitCodes } from '../../exit-codes.ts';
import { beside } from '../cluster-report.ts';
import { ownerOf, type Pod } from '../pod.ts';
import { configMaps } from '../types.ts';
import { type Assignment, assignmentKey, assignmentName, parseAssignment } from './assignment.ts';

export interface AgreeOptions {
  readonly server: ApiServer;
  readonly pod: Pod;
  readonly namespace: string;
  readonly shards: number;
  /** Asked only if no pod has laid it down yet. */
  readonly propose: () => Promise<Pick<Assignment, 'shards' | 'shared'>>;
}

/**
 * What all pods of the Job go by: the first one to write it decides, before anything moves. Raises EndedEarly if what is
 * there is no assignment of this Job, and ApiError and TransportError as they come: nobody moves without one.
 */
export async function agreeOnAssignment(options: AgreeOptions): Promise<Assignment> {
  const { server, pod, namespace, propose } = options;
  const name = assignmentName(pod.job?.name ?? pod.name);
  const key = { namespace: pod.namespace, name };
  const read = async (): Promise<Assignment | undefined> => {
    const found = await server.get(configMaps, key);
    if (found === undefined) return undefined;
    const data = (found['data'] ?? {}) as Readonly<Partial<Record<string, string>>>;
    return required(parseAssignment(data[assignmentKey]), name, options);
  };

  const before = await read();
  if (before !== undefined) return before;
  const mine: Assignment = { formatVersion: 1, owner: ownerOf(pod), namespace, ...(await propose()) };
  try {
    await server.create(configMaps, { ...beside(pod, name), data: { [assignmentKey]: JSON.stringify(mine) } });
  } catch (error) {
    // Another pod was faster, or it was our own first attempt: what is there tells.
    if (!(error instanceof ApiError && (error.status === 409 || error.outcomeUnknown))) throw error;
  }
  const agreed = await read();
  if (agreed !== undefined) return agreed;
  throw new EndedEarly(`the ConfigMap ${name} has been deleted right after it was made`, exitCodes.notNow);
}

function required(found: Assignment | undefined, name: string, { pod, namespace, shards }: AgreeOptions): Assignment {
  if (found === undefined) {
    throw new EndedEarly(
      `the ConfigMap ${name} does not say which Clusters each shard moves`,
      exitCodes.refused,
      'Look who has changed it. Delete the Job and the ConfigMap to divide the Clusters anew.',
    );
  }
  // The garbage collector takes it away with its Job, which may take a moment.
  if (found.owner !== ownerOf(pod)) {
    throw new EndedEarly(
      `the ConfigMap ${name} is of an earlier Job of this name`,
      exitCodes.notNow,
      'It goes with that Job. Delete it if it stays.',
    );
  }
  if (found.namespace === namespace && found.shards.length === shards) return found;
  throw new EndedEarly(
    `the ConfigMap ${name} divides namespace ${found.namespace} into ${found.shards.length} shards, and not ${namespace} into ${shards}`,
    exitCodes.refused,
    'The number of shards cannot be changed while a Job runs. Delete the Job, and render another one.',
  );
}
