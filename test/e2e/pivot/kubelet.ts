import { setTimeout as pause } from 'node:timers/promises';
import type { KubeObject } from '../../support/api/api.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import type { StandIn } from '../../support/stand-ins/stand-in.ts';

interface Pod extends KubeObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

export interface Kubelet extends StandIn {
  /** Pods whose name begins like this never become ready, for tests of waiting in vain. */
  refuse(prefix: string | undefined): void;
  /** Pods whose name begins like this do not end when they are deleted. */
  keep(prefix: string | undefined): void;
}

/**
 * Scheduler and kubelet at once: gives pods a node, says that they are ready, and ends those that are deleted a moment
 * after, as a container takes some time to stop. It runs nothing.
 */
export function kubelet(plane: ControlPlane): Kubelet {
  const api = plane.connectAs('admin', 'kubelet');
  const state = { running: true, refused: undefined as string | undefined, kept: undefined as string | undefined };

  async function tend({ metadata, spec, status }: Pod): Promise<void> {
    const { name, namespace = '', deletionTimestamp } = metadata;
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    if (deletionTimestamp !== undefined) {
      if (state.kept !== undefined && name.startsWith(state.kept)) return;
      await api.request('DELETE', path, { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 });
    } else if (spec.nodeName === undefined) {
      const target = { apiVersion: 'v1', kind: 'Node', name: 'node' };
      await api.request('POST', `${path}/binding`, { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target });
    } else if (status?.phase !== 'Running' && !(state.refused !== undefined && name.startsWith(state.refused))) {
      const at = new Date().toISOString();
      const conditions = ['Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: at,
      }));
      await api.request('PATCH', `${path}/status`, { status: { phase: 'Running', conditions } });
    }
  }

  async function run(): Promise<void> {
    while (state.running) {
      const answer = await api.request('GET', '/api/v1/pods').catch(() => undefined);
      const { items = [] } = (answer?.body ?? {}) as { readonly items?: readonly Pod[] };
      await Promise.all(items.map((pod) => tend(pod).catch(() => undefined)));
      await pause(150);
    }
  }
  const ended = run();
  const stop = async (): Promise<void> => {
    state.running = false;
    await ended;
    await api.close();
  };
  return {
    refuse(prefix) {
      state.refused = prefix;
    },
    keep(prefix) {
      state.kept = prefix;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
