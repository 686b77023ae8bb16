import type { ControlPlane, ControlPlaneOptions, Driver } from '../control-plane/control-plane.ts';
import { defaultControllers } from '../control-plane/controller-manager.ts';
import { processDriver } from '../control-plane/process-driver.ts';
import type { Image } from './images.ts';
import { startNode } from './node.ts';

/** What a cluster needs in which things run. */
const controllers: readonly string[] = [
  ...defaultControllers,
  ...['deployment', 'replicaset', 'statefulset', 'daemonset', 'job', 'cronjob', 'pod-garbage-collector'].map(
    (name) => `${name}-controller`,
  ),
  ...['serviceaccount', 'serviceaccount-token', 'root-ca-certificate-publisher'].map((name) => `${name}-controller`),
  ...['node-lifecycle', 'taint-eviction'].map((name) => `${name}-controller`),
];

/**
 * Whole clusters: the servers of {@link processDriver} with a scheduler and a node, which has these images.
 * `whyNoNodes` tells where they cannot run.
 */
export function wholeClusterDriver(images: readonly Image[] = []): Driver {
  return {
    name: 'node',
    async start(options: ControlPlaneOptions): Promise<ControlPlane> {
      const plane = await processDriver.start({
        ...options,
        nodes: true,
        controllers: [...new Set([...controllers, ...(options.controllers ?? [])])],
      });
      try {
        const node = await startNode(plane);
        const whole: ControlPlane = {
          ...plane,
          get controllersUrl() {
            return plane.controllersUrl;
          },
          get collectedKinds() {
            return plane.collectedKinds;
          },
          async stop() {
            await node.stop();
            await plane.stop();
          },
          [Symbol.asyncDispose]: () => whole.stop(),
        };
        try {
          await Promise.all(images.map((image) => node.load(image)));
        } catch (error) {
          await node.stop();
          throw error;
        }
        return whole;
      } catch (error) {
        await plane.stop();
        throw error;
      }
    },
  };
}
