import { sourceChecksOf } from '../journal/source-checks.ts';
import { compareRefs, compareText } from '../model/object-ref.ts';
import { nameInTarget } from '../plan/arrival.ts';
import type { MoveContext } from './context.ts';
import type { MoveReport } from './report.ts';

/** Where everything stands now, as a value that can be printed and kept. */
export function makeReport(context: MoveContext, outcome: MoveReport['outcome']): MoveReport {
  const entries = context.ledger.entries();
  const { state } = context.log;
  const { scope } = context.plan;
  return {
    formatVersion: 1,
    moveId: context.moveId,
    outcome,
    namespace: scope.namespace,
    ...(scope.targetNamespace === undefined ? {} : { targetNamespace: scope.targetNamespace }),
    startedAt: state.startedAt,
    elapsedMs: Math.max(0, Date.now() - Date.parse(state.startedAt)),
    committed: state.commit === 'yes',
    released: state.releasing,
    entries,
    createdNamespaces: [...state.namespaces.keys()].map((name) => nameInTarget(scope, name)).sort(compareText),
    addedByTarget: [...context.addedByTarget.values()].sort((a, b) => compareRefs(a.ref, b.ref)),
    sourceChecks: sourceChecksOf(state, new Map(context.plan.objects.map(({ uid, ref }) => [uid, ref]))),
    counts: {
      moved: entries.filter(({ source, target }) => source === 'retired' && target === 'sealed').length,
      copied: entries.filter(({ fate, target }) => fate === 'copy' && target === 'sealed').length,
      adopted: entries.filter(({ target }) => target === 'adopted').length,
    },
  };
}
