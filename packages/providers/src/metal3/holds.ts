import type { Hold, JsonObject, KubeObject } from '@tsmove/move-core/provider';
import { annotatePaused, awaitsPaused } from '../object/pause.ts';
import {
  blockMoveAnnotation,
  dataTemplate,
  groups,
  host,
  metal3Machine,
  pausedAnnotation,
  pausedByTsmove,
  pool,
  sameNameKinds,
} from './kinds.ts';

/**
 * The hold table of Metal3, as the baremetal-operator 0.13.1, CAPM3 1.13.2 and the IP address manager 1.13.2 were seen
 * to behave. Hosts are released last: their operator may act the moment the pause is gone, and everything that it looks
 * at must be there.
 */
export const holds: readonly Hold[] = [
  {
    kinds: [host],
    by: 'self',
    pause: pauseHost,
    awaits: awaitsPause,
    // The operator says nowhere that it has seen the pause.
    settlesForMs: 2_000,
    releaseOrder: 50,
    stopsDeletion: true,
    harmOnDelete: 'the host is deprovisioned: its disk is wiped and its power is turned off',
  },
  {
    kinds: sameNameKinds.map((kind) => ({ group: groups.host, kind })),
    by: 'owner',
    stopsDeletion: true,
  },
  {
    kinds: [{ group: groups.host, kind: 'HostClaim' }],
    by: 'none',
    stopsDeletion: false,
    harmOnDelete: 'its host is released, and deprovisioned',
    writesWhileHeld: ['/status'],
  },
  {
    kinds: [{ group: groups.host, kind: 'BMCEventSubscription' }],
    by: 'none',
    stopsDeletion: false,
    harmOnDelete: 'the subscription is removed from the BMC',
  },
  // Its controller takes no notice of a Cluster that is being paused, only of one that no longer is: the condition
  // Paused stays False (seen with CAPM3 1.13.2). In the target it writes its summary, Ready, together with the
  // acknowledgement of the pause: the same word at another time.
  {
    kinds: [{ group: groups.infrastructure, kind: 'Metal3Cluster' }],
    by: 'cluster',
    stopsDeletion: true,
    writesWhileHeld: ['/status/conditions', '/status/deprecated'],
  },
  // As long as it is paused, its controller pauses its host, and reports that there is none: in the target before the
  // host is created, in the source after the host has left (seen with CAPM3 1.13.2).
  {
    kinds: [metal3Machine],
    by: 'cluster',
    awaits: awaitsPaused,
    stopsDeletion: true,
    harmOnDelete: 'its host is released, and deprovisioned',
    writesWhileHeld: ['/status/conditions', '/status/deprecated', '/status/lastUpdated'],
  },
  // Claims that are seen before their addresses get new ones. A pool or claim alone does not hold the other: both do.
  {
    kinds: [pool, dataTemplate],
    by: 'self',
    pause: annotatePaused,
    releaseOrder: 40,
    stopsDeletion: true,
    harmOnDelete: 'what was allocated from it',
  },
  {
    kinds: [
      { group: groups.ipam, kind: 'IPClaim' },
      { group: groups.infrastructure, kind: 'Metal3DataClaim' },
    ],
    by: 'self',
    pause: annotatePaused,
    releaseOrder: 41,
    stopsDeletion: true,
    harmOnDelete: 'the address or data that it was given',
  },
  { kinds: [{ group: groups.ipam, kind: 'IPAddress' }], by: 'owner', stopsDeletion: true },
];

/**
 * A host that is paused already, by CAPM3 or by a user, is left as it is. One that blocks the move is about to be
 * paused by CAPM3 (1.14), which would find ours, leave it, and never take its block off.
 */
function pauseHost({ metadata: { annotations = {} } }: KubeObject): JsonObject {
  if (pausedAnnotation in annotations || blockMoveAnnotation in annotations) return {};
  return { metadata: { annotations: { [pausedAnnotation]: pausedByTsmove } } };
}

function awaitsPause({ metadata: { annotations = {} } }: KubeObject): string | undefined {
  return pausedAnnotation in annotations ? undefined : 'nobody has paused the host yet';
}
