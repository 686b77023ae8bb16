import { limitReads } from '../discover/reader.ts';
import { readTargetObjects } from '../discover/target-objects.ts';
import { VerifyError } from '../errors.ts';
import { createObjectIndex } from '../graph/object-index.ts';
import { inspectTarget } from '../preflight/target-objects.ts';
import { judge } from '../preflight/judge.ts';
import type { ObjectIndex } from '../provider/types.ts';
import { readOnly } from '../server/read-only.ts';
import { discoverResources } from '../server/resources/discover.ts';
import type { MoveContext } from './context.ts';

/**
 * Asks providers once more what the target gives for reasons not to go on: hosts that were there when the move began
 * may have gone since. Raises VerifyError with the first reason.
 */
export async function requireTargetObjects(context: MoveContext): Promise<void> {
  if (!context.providers.some((one) => one.inspectTarget !== undefined)) return;
  const target = await targetObjects(context, context.stop);
  const findings = judge(
    inspectTarget(context.plan, context.baseline.values(), target, context.providers),
    context.allow,
  );
  for (const finding of findings) {
    if (finding.severity !== 'error') continue;
    throw new VerifyError(finding.message, {
      code: finding.code,
      ...(finding.ref === undefined ? {} : { ref: finding.ref }),
      ...(finding.remedy === undefined ? {} : { hint: finding.remedy }),
    });
  }
}

/** The target's objects of the kinds that providers read there. */
export async function targetObjects(context: MoveContext, signal?: AbortSignal): Promise<ObjectIndex> {
  const ended = signal ?? new AbortController().signal;
  const reader = limitReads(readOnly(context.target), { concurrency: context.concurrency, signal: ended });
  const served = await reader.limited(() => discoverResources(reader.server, reader.call));
  return createObjectIndex(await readTargetObjects(reader, served, context.providers));
}
