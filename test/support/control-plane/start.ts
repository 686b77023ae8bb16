import { allCrdSets, crdsOf, type CrdSet } from '../crds/modules.ts';
import type { ControlPlane, ControlPlaneOptions, Driver } from './control-plane.ts';
import { processDriver } from './process-driver.ts';

export interface StartOptions extends ControlPlaneOptions {
  /** Sets of kinds to install before the controllers start, which look for new kinds only every 30 s. Default: none. */
  readonly crds?: readonly CrdSet[] | 'all';
  readonly driver?: Driver;
}

/** Two management clusters: objects move from the source to the target. */
export interface Pair extends AsyncDisposable {
  readonly source: ControlPlane;
  readonly target: ControlPlane;
  readonly both: readonly [ControlPlane, ControlPlane];
  stop(): Promise<void>;
}

/** Starts one control plane; whoever starts it stops it, and the end of the process does so at the latest. */
export async function startControlPlane(options: StartOptions = {}): Promise<ControlPlane> {
  const { crds = [], driver = processDriver, install = [], ...rest } = options;
  const sets = await Promise.all((crds === 'all' ? allCrdSets : crds).map(crdsOf));
  return driver.start({ ...rest, install: [...sets.flat(), ...install] });
}

/**
 * Starts source and target at the same time.
 *
 * @example
 * await using pair = await startPair({ crds: 'all' });
 */
export async function startPair(options: Omit<StartOptions, 'name'> = {}): Promise<Pair> {
  const started = await Promise.allSettled(['source', 'target'].map((name) => startControlPlane({ ...options, name })));
  const planes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(planes.map((plane) => plane.stop()));
  };
  const [source, target] = planes;
  if (source === undefined || target === undefined || planes.length < 2) {
    await stop();
    const failed = started.find((one) => one.status === 'rejected');
    throw failed?.reason instanceof Error ? failed.reason : new Error(String(failed?.reason));
  }
  return { source, target, both: [source, target], stop, [Symbol.asyncDispose]: stop };
}
