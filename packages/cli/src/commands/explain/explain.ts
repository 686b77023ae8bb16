import type { CliContext } from '../../context.ts';
import type { Explained, ExplainFlags } from '../../flags/explain.ts';

/** `tsmove explain`: a code out of a table, or an object of the source. */
export async function runExplain(this: CliContext, given: ExplainFlags, what: Explained | undefined): Promise<void> {
  if (what !== undefined && 'object' in what) {
    const { explainObjectOfSource } = await import('./object.ts');
    await explainObjectOfSource(this, given, what.object);
    return;
  }
  const { explainCodes } = await import('./codes.ts');
  explainCodes(this, given, what?.code);
}
