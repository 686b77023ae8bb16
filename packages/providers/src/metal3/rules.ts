import type { KindRule } from '@tsmove/move-core/provider';
import { dataTemplate, groups, host, infrastructureKinds, pool } from './kinds.ts';

/**
 * How Metal3's kinds take part in a move. No definition of the baremetal-operator carries a label, so that clusterctl
 * sees none of its objects unless somebody labels the definitions by hand; and of those that people label, the firmware
 * settings, data images, policies and claims are missing.
 */
export const rules: readonly KindRule[] = [
  {
    kinds: ['FirmwareSchema', 'PreprovisioningImage'].map((kind) => ({ group: groups.host, kind })),
    leave: { because: 'the baremetal-operator makes it anew', rebuilt: true },
  },
  // A host moves whether a Machine has claimed it or not, with all that is its own. Without its status it would be
  // inspected, cleaned and provisioned again: a running machine would lose its disk.
  { kinds: [host], root: true, status: 'require', adopt: false },
  // What a claim has of its host, and the ID of a subscription that the BMC knows, are nowhere else.
  { kinds: ['HostClaim', 'BMCEventSubscription'].map((kind) => ({ group: groups.host, kind })), status: 'require' },
  // Their conditions speak of a generation that starts anew, and are filled in by the operator (BMO 0.13).
  {
    kinds: ['HostFirmwareSettings', 'HostFirmwareComponents', 'DataImage'].map((kind) => ({
      group: groups.host,
      kind,
    })),
    status: 'drop',
  },
  {
    kinds: ['HostDeployPolicy', 'BareMetalSwitch', 'HostNetworkAttachment'].map((kind) => ({
      group: groups.host,
      kind,
    })),
    move: true,
  },
  { kinds: [{ group: groups.host }, { group: groups.ipam }, ...infrastructureKinds], discover: true },
  // A pool or a template without a Cluster has no owner at all; the addresses and data made from it would lose theirs.
  // Whoever looks after one in the target gives out addresses of it the moment a claim arrives.
  { kinds: [pool], root: true, move: true, adopt: false },
  { kinds: [dataTemplate], move: true, adopt: false },
  // Nobody copies what is written on these to anything else.
  {
    kinds: ['Metal3Cluster', 'Metal3Machine', 'Metal3Data', 'Metal3DataClaim'].map((kind) => ({
      group: groups.infrastructure,
      kind,
    })),
    copiesMetadata: false,
  },
];
