import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { readAudit, writesIn, type AuditEvent } from '../../support/control-plane/audit.ts';
import { managerUsers } from '../../support/managers/manager.ts';

/** A write that an API server has carried out, as its audit log has it. */
export interface Write {
  readonly user: string;
  readonly verb: string;
  /** `machines/m`, `machines/m/status`; without a name where the server made one up. */
  readonly object: string;
  readonly at: string;
  /**
   * Whether it is one that controllers make although an object is held: their finalizer is put back before they look at
   * the pause, and then they say in a condition that they have seen it.
   */
  readonly whileHeld: boolean;
}

interface AuditedWrite extends AuditEvent {
  readonly requestObject?: unknown;
}

const managers: ReadonlySet<string> = new Set(managerUsers.map(({ name }) => name));

/** What is written all the time and means nothing: events tell of what was done, they are not what was done. */
const beside: ReadonlySet<string> = new Set(['events', 'leases']);

export interface Asked {
  readonly namespace: string;
  /** Only what was received from this moment on. */
  readonly since: Date;
  readonly until?: Date;
}

/** What real controllers have written to a namespace. Dry runs and refusals are left out: they changed nothing. */
export async function managersWrites(plane: ControlPlane, asked: Asked): Promise<readonly Write[]> {
  return (await writes(plane, asked)).filter(({ user }) => managers.has(user));
}

/** What anybody has written to a namespace. */
export async function writes(plane: ControlPlane, { namespace, since, until }: Asked): Promise<readonly Write[]> {
  const from = since.toISOString();
  const to = until?.toISOString();
  return writesIn(await readAudit(plane))
    .filter(
      ({ objectRef, responseStatus, requestURI, requestReceivedTimestamp: at }) =>
        objectRef?.namespace === namespace &&
        !beside.has(objectRef.resource ?? '') &&
        (responseStatus?.code ?? 500) < 300 &&
        !requestURI.includes('dryRun=') &&
        at >= from &&
        (to === undefined || at < to),
    )
    .map((event) => ({
      user: event.user.username,
      // What is applied by a patch is created by it if it was not there.
      verb: event.verb === 'patch' && event.responseStatus?.code === 201 ? 'create' : event.verb,
      object: nameOf(event),
      at: event.requestReceivedTimestamp,
      whileHeld: event.verb === 'patch' && (saysFinalizersOnly(event) || saysPausedOnly(event)),
    }));
}

/** Merge patches of controllers carry the resourceVersion as a precondition. */
function saysFinalizersOnly({ requestObject }: AuditedWrite): boolean {
  const { metadata = {}, ...others } = (requestObject ?? {}) as {
    readonly metadata?: Readonly<Record<string, unknown>>;
  };
  const { finalizers, resourceVersion: _version, ...rest } = metadata;
  return finalizers !== undefined && Object.keys(rest).length === 0 && Object.keys(others).length === 0;
}

/** That an object is held is told in its conditions; a patch names all of them, whichever has changed. */
function saysPausedOnly({ objectRef, requestObject }: AuditedWrite): boolean {
  const {
    metadata = {},
    status = {},
    ...others
  } = (requestObject ?? {}) as {
    readonly metadata?: Readonly<Record<string, unknown>>;
    readonly status?: {
      readonly conditions?: readonly { readonly reason?: string }[];
      readonly deprecated?: unknown;
    };
  };
  const { resourceVersion: _version, ...rest } = metadata;
  // The older form of conditions stands beside the newer one.
  const { conditions = [], deprecated: _older, ...more } = status;
  // Some patches change nothing at all.
  const tellsOfPause = conditions.length === 0 || conditions.some(({ reason }) => reason === 'Paused');
  const nothingElse = [rest, others, more].every((part) => Object.keys(part).length === 0);
  return objectRef?.subresource === 'status' && tellsOfPause && nothingElse;
}

function nameOf({ objectRef }: AuditEvent): string {
  const { resource = '', name, subresource } = objectRef ?? {};
  return [resource, name, subresource].filter((part) => part !== undefined).join('/');
}

/** Creations and deletions, `verb object`: what a controller does that does not just go on. */
export function comingsAndGoings(all: readonly Write[]): readonly string[] {
  return all
    .filter(({ verb }) => verb === 'create' || verb.startsWith('delete'))
    .map(({ verb, object, user }) => `${user}: ${verb} ${object}`);
}

/** Writes that do more than what is done to a held object, as `user: verb object`. */
export function actionsOf(all: readonly Write[]): readonly string[] {
  return all.filter(({ whileHeld }) => !whileHeld).map(({ user, verb, object }) => `${user}: ${verb} ${object}`);
}
