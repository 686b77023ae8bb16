import { open } from 'node:fs/promises';
import type { KubeObject } from '../../support/api/api.ts';
import type { AuditEvent } from '../../support/control-plane/audit.ts';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';

/** A write with its answer: the object as it is after it, or what is left to say of one that is gone. */
export interface AnsweredWrite extends AuditEvent {
  /** What was sent: an object, a patch, or the options of a deletion. */
  readonly requestObject?: { readonly spec?: unknown };
  /** The metadata alone, of kind `PartialObjectMetadata`, if the request asked for no more. */
  readonly responseObject?: KubeObject | GoneStatus;
}

interface GoneStatus {
  readonly kind: 'Status';
  readonly details?: { readonly uid?: string };
}

/** Reads on in an audit log that grows to gigabytes, and keeps by namespace what has not been asked for yet. */
export interface AuditReader {
  /** All writes in a namespace since it was last asked for. */
  take(namespace: string): Promise<readonly AnsweredWrite[]>;
}

export function readAuditOf(plane: ControlPlane): AuditReader {
  const path = plane.auditLog;
  if (path === undefined) throw new Error(`${plane.name} was started without audit`);
  const kept = new Map<string, AnsweredWrite[]>();
  let offset = 0;
  let rest = '';
  let reading: Promise<void> = Promise.resolve();

  async function readOn(): Promise<void> {
    await using file = await open(path ?? '');
    for (;;) {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(1 << 20), position: offset });
      if (bytesRead === 0) return;
      offset += bytesRead;
      // A line is valid UTF-8 as a whole only, and the end of what was read may lie within a character.
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) keep(JSON.parse(Buffer.from(line, 'latin1').toString('utf8')) as AnsweredWrite);
    }
  }
  function keep(event: AnsweredWrite): void {
    const namespace = event.objectRef?.namespace;
    if (namespace === undefined || (event.responseStatus?.code ?? 500) >= 300) return;
    if (event.requestURI.includes('dryRun=')) return;
    const known = kept.get(namespace);
    if (known === undefined) kept.set(namespace, [event]);
    else known.push(event);
  }

  return {
    async take(namespace) {
      // One after the other: two readers at the same offset would keep everything twice.
      reading = reading.then(readOn);
      await reading;
      const events = kept.get(namespace) ?? [];
      kept.delete(namespace);
      return events;
    },
  };
}
