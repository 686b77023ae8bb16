import { defaults } from '../../defaults.ts';
import { PreflightError } from '../../errors.ts';
import { settle } from '../checks/check-pivot.ts';
import type { PivotContext } from '../context.ts';
import { createdRefs } from './components.ts';

/** The checks after the move. Raises PreflightError with all findings if one is an error, unless they are accepted. */
export async function checkAfterMove(context: PivotContext): Promise<void> {
  const { options, ledger, outcome, emit, signal, source, target } = context;
  const { observed, components } = ledger.record;
  const check = await settle(
    {
      ...{ source, target, namespace: options.scope.namespace },
      ...(options.sideData === undefined ? {} : { sideData: options.sideData }),
      onUnsettled(findings) {
        const [first] = findings.flatMap(({ ref }) => ref ?? []);
        if (first !== undefined) {
          emit({ type: 'still-waiting', what: 'everything to settle', count: findings.length, ref: first });
        }
      },
    },
    { observed, controllers: createdRefs(components).filter(({ group }) => group === 'apps') },
    performance.now() + (options.settleTimeoutMs ?? defaults.settleTimeoutMs),
    signal,
  );
  outcome.findings = check.findings;
  for (const diagnostic of check.findings) emit({ type: 'finding', diagnostic });
  if (options.acceptFindings !== true && check.findings.some(({ severity }) => severity === 'error')) {
    throw new PreflightError(check.findings, { code: 'unsettled', phase: 'checks' });
  }
}
