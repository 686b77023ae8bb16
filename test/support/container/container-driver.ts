import { getContainerRuntimeClient } from 'testcontainers';
import { assemblePlane } from '../control-plane/assemble.ts';
import type { ControlPlane, ControlPlaneOptions, Driver } from '../control-plane/control-plane.ts';
import { layFoundation } from '../control-plane/foundation.ts';
import { containerParts } from './container-parts.ts';
import { useEngine } from './engine.ts';
import { imagesForParts, type Images } from './image.ts';
import { createNetwork } from './network.ts';
import { tellTestcontainers } from './tell-testcontainers.ts';

/**
 * Runs the real servers in containers, by testcontainers: a network for each control plane, ports of this machine that
 * lead to them. The engine is the user's, or one that is started for this (`engine.ts`).
 */
export const containerDriver: Driver = { name: 'container', start };

const images = new WeakMap<object, Promise<Images>>();

async function start(options: ControlPlaneOptions): Promise<ControlPlane> {
  if (options.nodes === true)
    throw new Error('no pod runs in clusters of the driver `container`: use the driver `node`');
  if (options.audit === true) throw new Error('audit logs of the driver `container` are out of reach: use `envtest`');
  const engine = await useEngine();
  tellTestcontainers(engine);
  try {
    const made = images.get(engine.identity) ?? imagesForParts();
    images.set(engine.identity, made);
    const { info } = await getContainerRuntimeClient();
    const network = await createNetwork(engine.address.startsWith('unix:'));
    const { host } = info.containerRuntime;
    const foundation = await layFoundation(options, [host, ...Object.values(network.addresses)]);
    const parts = await containerParts(foundation, await made, network, host);
    const plane = await assemblePlane(foundation, {
      ...parts,
      async stop() {
        await parts.stop();
        await engine.release();
      },
    });
    return plane;
  } catch (error) {
    await engine.release();
    throw error;
  }
}
