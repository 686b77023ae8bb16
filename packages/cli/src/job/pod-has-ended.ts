import { type Actor, ApiError, type ApiServer, type KubeObject, TransportError } from '@tsmove/move-core';
import { containerName, podSigned } from './pod.ts';
import { pods } from './types.ts';

/**
 * Knows whether the pod that has signed a Lease has certainly ended. Only a kubelet can say that, and says it in the
 * status of the container: a pod that is gone, or that a controller has given up because its node is silent, may still
 * be running there.
 */
export function podHasEnded(server: ApiServer): (holder: Actor) => Promise<boolean> {
  return async (holder) => {
    const signed = podSigned(holder);
    if (signed === undefined) return false;
    try {
      const pod = await server.get(pods, { namespace: signed.namespace, name: signed.name });
      return pod?.metadata.uid === signed.uid && containerHasEnded(pod);
    } catch (error) {
      // Then it is waited for until its Lease has run out, as anybody else is.
      if (error instanceof ApiError || error instanceof TransportError) return false;
      throw error;
    }
  };
}

/** By the kubelet's word alone: the container has ended, and its pod does not start it again. */
export function containerHasEnded(pod: KubeObject): boolean {
  const { spec, status } = pod as unknown as PodObject;
  const container = status?.containerStatuses?.find(({ name }) => name === containerName);
  return spec?.restartPolicy === 'Never' && container?.state?.terminated !== undefined;
}

interface PodObject {
  readonly spec?: { readonly restartPolicy?: string };
  readonly status?: {
    readonly containerStatuses?: readonly {
      readonly name: string;
      readonly state?: { readonly terminated?: object };
    }[];
  };
}
