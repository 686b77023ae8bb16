import type { Pair } from '../../support/control-plane/start.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { fleet, fleetDetails } from '../trouble/bed.ts';

/** A Cluster that some other tool has brought to the target half way, earlier: paused there, older, and without a part. */
export async function halfMoved(
  pair: Pair,
  namespace: string,
): Promise<{ readonly here: Drawn; readonly there: Drawn }> {
  const here = await draw(pair.source, namespace, fleet, {
    ...fleetDetails,
    'Machine/m': { ...fleetDetails['Machine/m'], spec: { version: 'v1.34.0' } },
    'Secret/m': { data: { value: Buffer.from('new').toString('base64') } },
  });
  const there = await draw(
    pair.target,
    namespace,
    'Cluster/a > KubeadmControlPlane/a > Machine/m > KubeadmConfig/m > Secret/m\nConfigMap/bystander',
    {
      'Cluster/a': { spec: { paused: true }, labels: { old: 'yes' }, finalizers: ['cluster.cluster.x-k8s.io'] },
      'Machine/m': { spec: { version: 'v1.33.0' }, status: null, finalizers: ['machine.cluster.x-k8s.io'] },
      'Secret/m': { data: { value: Buffer.from('old').toString('base64') } },
    },
  );
  return { here, there };
}
