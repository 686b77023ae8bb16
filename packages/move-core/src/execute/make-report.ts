import { compareRefs, compareText } from '../model/object-ref.ts';
import type { MoveContext } from './context.ts';
import type { MoveReport } from './report.ts';

/** Where everything stands now, as a value that can be printed and kept. */
export function makeReport(context: MoveContext, started: Date, outcome: MoveReport['outcome']): MoveReport {
  const entries = context.ledger.entries();
  return {
    formatVersion: 1,
    moveId: context.moveId,
    outcome,
    namespace: context.plan.scope.namespace,
    startedAt: started.toISOString(),
    elapsedMs: Date.now() - started.getTime(),
    committed: context.committed,
    released: context.released,
    entries,
    createdNamespaces: [...context.createdNamespaces.keys()].sort(compareText),
    addedByTarget: [...context.addedByTarget.values()].sort((a, b) => compareRefs(a.ref, b.ref)),
    counts: {
      moved: entries.filter(({ source, target }) => source === 'retired' && target === 'sealed').length,
      copied: entries.filter(({ fate, target }) => fate === 'copy' && target === 'sealed').length,
      adopted: entries.filter(({ target }) => target === 'adopted').length,
    },
  };
}
