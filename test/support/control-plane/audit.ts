import { readFile } from 'node:fs/promises';
import type { ControlPlane } from './control-plane.ts';

/** One request, as the API server's audit log has it at the metadata level. */
export interface AuditEvent {
  readonly auditID: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly username: string; readonly groups?: readonly string[] };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly apiGroup?: string;
    readonly apiVersion?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code: number };
  /** With microseconds: logs of several servers on one host can be put into one order. */
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly stage: 'ResponseStarted' | 'ResponseComplete' | 'Panic';
}

const writing: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);

/** All finished requests so far, in the order the log has them. Needs `startControlPlane({ audit: true })`. */
export async function readAudit(plane: ControlPlane): Promise<readonly AuditEvent[]> {
  if (plane.auditLog === undefined) throw new Error(`${plane.name} was started without audit`);
  const lines = (await readFile(plane.auditLog, 'utf8')).split('\n');
  // After the last line end there is nothing, or a line that is just being written.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as AuditEvent);
}

/** The requests that changed something, or tried to, oldest first by the time they were received. */
export function writesIn(events: readonly AuditEvent[]): readonly AuditEvent[] {
  return events
    .filter(({ verb }) => writing.has(verb))
    .toSorted((one, other) => one.requestReceivedTimestamp.localeCompare(other.requestReceivedTimestamp));
}
