import { containerDriver } from '../container/container-driver.ts';
import type { Driver } from '../control-plane/control-plane.ts';
import type { ManagementCluster } from '../control-plane/management-cluster.ts';
import { processDriver } from '../control-plane/process-driver.ts';
import { wholeClusterDriver } from '../node/whole-cluster.ts';
import { existingDriver } from './existing/existing-driver.ts';
import { kindDriver } from './kind/kind-driver.ts';

/** Everything that management clusters of tests can be run by. */
const drivers = {
  envtest: processDriver,
  container: containerDriver,
  node: wholeClusterDriver(),
  kind: kindDriver,
  existing: existingDriver,
} as const satisfies Readonly<Record<string, Driver<ManagementCluster>>>;

export type DriverName = keyof typeof drivers;

/** The drivers that TSMOVE_TEST_DRIVER names, with commas between them. Default: `envtest`, which needs nothing. */
export function chosenDrivers(): readonly (readonly [DriverName, Driver<ManagementCluster>])[] {
  const wish = process.env['TSMOVE_TEST_DRIVER'] ?? '';
  const names = wish === '' ? ['envtest'] : wish.split(',').map((name) => name.trim());
  return names.map((name) => {
    if (!isDriver(name))
      throw new Error(`TSMOVE_TEST_DRIVER: there is no driver ${name}, only: ${Object.keys(drivers).join(', ')}`);
    return [name, drivers[name]];
  });
}

function isDriver(name: string): name is DriverName {
  return Object.hasOwn(drivers, name);
}
