import type { Provider } from '@tsmove/move-core/provider';
import { byoh, type ByohOptions } from './byoh/byoh.ts';
import { core } from './core/core.ts';
import { docker } from './docker/docker.ts';
import { helm } from './helm/helm.ts';
import { ipam } from './ipam/ipam.ts';
import { metal3 } from './metal3/metal3.ts';
import { aws } from './others/aws.ts';
import { azure } from './others/azure.ts';
import { gcp } from './others/gcp.ts';
import { hetzner } from './others/hetzner.ts';
import { k0smotron } from './others/k0smotron.ts';
import { kamaji } from './others/kamaji.ts';
import { kubevirt } from './others/kubevirt.ts';
import { nutanix } from './others/nutanix.ts';
import { openstack } from './others/openstack.ts';
import { rke2 } from './others/rke2.ts';
import { vsphere } from './others/vsphere.ts';

export {
  aws,
  azure,
  byoh,
  core,
  docker,
  gcp,
  helm,
  hetzner,
  ipam,
  k0smotron,
  kamaji,
  kubevirt,
  metal3,
  nutanix,
  openstack,
  rke2,
  vsphere,
  type ByohOptions,
};

export { providerCatalogues } from './codes.ts';

/** What can be chosen about the providers that come with tsmove. */
export interface ProviderOptions {
  readonly byoh?: ByohOptions;
}

/** All providers that come with tsmove. Where several have a say the first one decides, so Cluster API's own is last. */
export function createProviders(options: ProviderOptions = {}): readonly Provider[] {
  return [
    metal3,
    byoh(options.byoh),
    docker,
    helm,
    ipam,
    aws,
    azure,
    gcp,
    hetzner,
    k0smotron,
    kamaji,
    kubevirt,
    nutanix,
    openstack,
    rke2,
    vsphere,
    core,
  ];
}

/** All providers that come with tsmove, with nothing chosen. */
export const providers: readonly Provider[] = createProviders();
export {
  copyLeases,
  type CopiedLeases,
  type CopyLeasesOptions,
  type LeaseCounts,
  type LeaseNote,
  type LeaseSource,
  type LeaseTarget,
} from './leases/copy.ts';
export { crossCheckLeases } from './leases/cross-check.ts';
export { expireLeases, type ExpireOptions } from './leases/expire.ts';
export { LeasesError } from './leases/leases-error.ts';
export { mergeLeases, type LeaseConflict, type MergedLeases } from './leases/merge.ts';
export { parseLeases, type ParsedLeases } from './leases/parse.ts';
export { prepareLeases, type PreparedLeases, type PrepareOptions } from './leases/prepare.ts';
export type { Lease, LeaseExtra, LeaseFile, LeaseProblem, LeaseProblemCode } from './leases/types.ts';
export { mostLeases, readDhcpRange, validateLeases, type DhcpRange, type ValidateOptions } from './leases/validate.ts';
export { formatLeases, type WriteOptions } from './leases/write.ts';
