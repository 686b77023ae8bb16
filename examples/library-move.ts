/**
 * Moves the Cluster API objects of a namespace from one management cluster to another, with the library alone.
 *
 *   node dist/library-move.js SOURCE-KUBECONFIG TARGET-KUBECONFIG NAMESPACE [CLUSTER...]
 *
 * Ctrl-C stops at the next safe point. Exits with 0 when everything has moved, with 3 when nothing was changed, with 4
 * when the move stopped half way.
 */
import {
  connect,
  describeEvent,
  discover,
  formatRef,
  MoveError,
  PartialMoveError,
  planMove,
  PreflightError,
  startMove,
  type MoveReport,
} from '@tsmove/move-core';
import { providers } from '@tsmove/providers';

const [sourceFile, targetFile, namespace, ...clusters] = process.argv.slice(2);
if (sourceFile === undefined || targetFile === undefined || namespace === undefined) {
  console.error('usage: library-move SOURCE-KUBECONFIG TARGET-KUBECONFIG NAMESPACE [CLUSTER...]');
  process.exit(2);
}

const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort();
});

try {
  const report = await move(sourceFile, targetFile, namespace);
  console.log(`${report.counts.moved} objects moved, ${report.counts.copied + report.counts.adopted} shared`);
} catch (error) {
  process.exitCode = explain(error);
}

async function move(from: string, to: string, what: string): Promise<MoveReport> {
  // Connections end with the block, however it ends.
  await using source = await connect({ kubeconfig: from, label: 'source' });
  await using target = await connect({ kubeconfig: to, label: 'target' });

  const snapshot = await discover(source, { namespace: what, providers, signal: stop.signal });
  // A plan is a value without object bodies: it could be printed, stored or reviewed here.
  const plan = planMove(snapshot, { providers, ...(clusters.length > 0 ? { clusters } : {}) });

  const run = startMove(plan, { source, target, providers, signal: stop.signal });
  // The events never throw and need not be read; what went wrong comes from the result.
  for await (const event of run) console.error(describeEvent(event));
  return await run.result;
}

function explain(error: unknown): number {
  if (!(error instanceof MoveError)) throw error;
  console.error(error.message);
  if (error.hint !== undefined) console.error(error.hint);
  if (error instanceof PreflightError) {
    for (const { severity, code, ref, message, remedy } of error.diagnostics) {
      console.error(
        `  ${severity} ${code}: ${ref === undefined ? '' : `${formatRef(ref)}: `}${message}. ${remedy ?? ''}`,
      );
    }
  }
  if (!(error instanceof PartialMoveError)) return 3;
  // Both sides are held: nothing reconciles until somebody has decided how to go on.
  for (const { ref, source, target } of error.report.entries) {
    console.error(`  ${formatRef(ref)}: ${source} in the source, ${target} in the target`);
  }
  return 4;
}
