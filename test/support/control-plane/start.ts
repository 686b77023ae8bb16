import { allCrdSets, crdsOf, type CrdSet } from '../crds/modules.ts';
import type { ControlPlane, ControlPlaneOptions, Driver } from './control-plane.ts';
import type { ManagementCluster } from './management-cluster.ts';
import { processDriver } from './process-driver.ts';

export interface StartOptions extends ControlPlaneOptions {
  /** Sets of kinds to install before the controllers start, which look for new kinds only every 30 s. Default: none. */
  readonly crds?: readonly CrdSet[] | 'all';
  readonly driver?: Driver;
}

/** Two management clusters: objects move from the source to the target. */
export interface Pair<Cluster extends ManagementCluster = ControlPlane> extends AsyncDisposable {
  readonly source: Cluster;
  readonly target: Cluster;
  readonly both: readonly [Cluster, Cluster];
  stop(): Promise<void>;
}

/** Starts one control plane; whoever starts it stops it, and the end of the process does so at the latest. */
export async function startControlPlane({
  driver = processDriver,
  ...options
}: StartOptions = {}): Promise<ControlPlane> {
  return driver.start(await withKinds(options));
}

/**
 * Starts source and target at the same time.
 *
 * @example
 * await using pair = await startPair({ crds: 'all' });
 */
export function startPair({ driver = processDriver, ...options }: Omit<StartOptions, 'name'> = {}): Promise<Pair> {
  return startPairWith(driver, options);
}

/** The same with a driver of any kind; what a pair of its clusters can do is what one of them can. */
export async function startPairWith<Cluster extends ManagementCluster>(
  driver: Driver<Cluster>,
  options: Omit<StartOptions, 'name' | 'driver'>,
): Promise<Pair<Cluster>> {
  const whole = await withKinds(options);
  const started = await Promise.allSettled(['source', 'target'].map((name) => driver.start({ ...whole, name })));
  const clusters = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  };
  const [source, target] = clusters;
  if (source === undefined || target === undefined) {
    await stop();
    const failed = started.find((one) => one.status === 'rejected');
    throw failed?.reason instanceof Error ? failed.reason : new Error(String(failed?.reason));
  }
  return { source, target, both: [source, target], stop, [Symbol.asyncDispose]: stop };
}

async function withKinds(options: Omit<StartOptions, 'driver'>): Promise<ControlPlaneOptions> {
  const { crds = [], install = [], ...rest } = options;
  const sets = await Promise.all((crds === 'all' ? allCrdSets : crds).map(crdsOf));
  return { ...rest, install: [...sets.flat(), ...install] };
}
