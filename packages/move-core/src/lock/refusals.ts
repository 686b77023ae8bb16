import { defaults } from '../defaults.ts';
import { FencedError, LockedError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import type { FoundLease, LeaseContent } from './types.ts';

/** `alice@laptop (laptop, process 4711, tsmove 0.1.0)`. */
function describeActor({ name, host, pid, tool }: Actor): string {
  return `${name} (${host}, process ${pid.toString()}, ${tool})`;
}

function place({ name }: Pick<FoundLease, 'name'>): string {
  return `${defaults.systemNamespace}/${name}`;
}

/** When a takeover may happen: after so long without a renewal that the holder can have no request under way. */
function takeoverAfter({ durationMs }: LeaseContent): string {
  return `${Math.ceil((durationMs + defaults.requestTimeoutMs) / 1000).toString()} s`;
}

/** Somebody else's Lease is where ours was to be. */
export function lockedBy(label: string, found: FoundLease): LockedError {
  const { moveId, scope, by, since, renewed, command, phase } = found.content;
  const arrives = scope.targetNamespace === undefined ? '' : `, which is ${scope.targetNamespace} in its target,`;
  const part = scope.shard === undefined ? '' : `the shard ${scope.shard} of `;
  return new LockedError(
    `${label}: move ${moveId} has ${part}the namespace ${scope.namespace}${arrives} in hand (Lease ${place(found)}): ` +
      `${describeActor(by)} carries it out since ${since} (${command}, phase ${phase}, last sign of life ${renewed})`,
    {
      hint: `See how it stands with \`tsmove status ${moveId}\`; if nobody carries it out any more, end it with \`tsmove resume ${moveId}\` or \`tsmove rollback ${moveId}\`: that may take it over once ${takeoverAfter(found.content)} have passed without a sign of life.`,
    },
  );
}

/** The move that was to be taken over is alive. */
export function stillCarriedOut(label: string, content: LeaseContent): LockedError {
  const { moveId, by, since, renewed, command, phase } = content;
  return new LockedError(
    `${label}: move ${moveId} is being carried out by ${describeActor(by)} since ${since} ` +
      `(${command}, phase ${phase}, last sign of life ${renewed})`,
    {
      hint: `Stop that process first, or let it finish: the move may be taken over once ${takeoverAfter(content)} have passed without a sign of life.`,
    },
  );
}

/** The Leases tell of another pair of clusters. */
export function wrongClusters(label: string, found: FoundLease): LockedError {
  const { moveId, sourceUid, targetUid } = found.content;
  return new LockedError(
    `${label}: move ${moveId} is between other clusters than these: from the one whose namespace kube-system has the UID ${sourceUid}, to the one where it has ${targetUid} (Lease ${place(found)})`,
    { code: 'wrong-clusters', hint: 'Name the source and the target that the move was started with.' },
  );
}

/** Neither side has a Lease of the move. */
export function noLease(moveId: string, namespace: string): LockedError {
  return new LockedError(`no cluster has a Lease of move ${moveId} over namespace ${namespace}`, {
    code: 'no-lease',
    hint: 'The move is over, or was never begun, or is between other clusters; see `tsmove status`.',
  });
}

/** The Lease that was ours is somebody else's now. */
export function takenOver(label: string, ours: LeaseContent, found: FoundLease): FencedError {
  const { by, since, moveId } = found.content;
  const who = `${describeActor(by)} since ${since}`;
  const what = moveId === ours.moveId ? `was taken over by ${who}` : `has lost its Lease to move ${moveId}, of ${who}`;
  return new FencedError(`${label}: move ${ours.moveId} ${what}; this process sends nothing more`, {
    hint: `See how it stands with \`tsmove status ${ours.moveId}\`.`,
  });
}

/** The Leases are not there any more, so nobody knows whose turn it is. */
export function leasesGone(ours: LeaseContent): FencedError {
  return new FencedError(
    `move ${ours.moveId} has lost its Leases: somebody has ended it, or deleted them; this process sends nothing more`,
    { hint: `See how it stands with \`tsmove status ${ours.moveId}\`.` },
  );
}

/** A lock that was released or let go guards nothing any more. */
export function lockEnded(ours: LeaseContent): FencedError {
  return new FencedError(`move ${ours.moveId} has given its Leases back; nothing more is sent in its name`, {
    code: 'lock-ended',
  });
}
