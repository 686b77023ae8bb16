import { compareRefs, compareText } from '../model/object-ref.ts';
import type { MoveContext } from './context.ts';
import type { MoveReport } from './report.ts';

/** Where everything stands now, as a value that can be printed and kept. */
export function makeReport(context: MoveContext, outcome: MoveReport['outcome']): MoveReport {
  const entries = context.ledger.entries();
  const { state } = context.log;
  return {
    formatVersion: 1,
    moveId: context.moveId,
    outcome,
    namespace: context.plan.scope.namespace,
    startedAt: state.startedAt,
    elapsedMs: Math.max(0, Date.now() - Date.parse(state.startedAt)),
    committed: state.commit === 'yes',
    released: state.releasing,
    entries,
    createdNamespaces: [...state.namespaces.keys()].sort(compareText),
    addedByTarget: [...context.addedByTarget.values()].sort((a, b) => compareRefs(a.ref, b.ref)),
    counts: {
      moved: entries.filter(({ source, target }) => source === 'retired' && target === 'sealed').length,
      copied: entries.filter(({ fate, target }) => fate === 'copy' && target === 'sealed').length,
      adopted: entries.filter(({ target }) => target === 'adopted').length,
    },
  };
}
