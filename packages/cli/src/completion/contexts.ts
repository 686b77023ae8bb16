import type { CliContext } from '../context.ts';
import { type CompletedSide, readContexts } from './kubeconfig.ts';

/** Names of contexts that begin with `partial`, from the kubeconfig files of one side; none if they cannot be read. */
export async function completeContexts(
  context: CliContext,
  side: CompletedSide,
  partial: string,
): Promise<readonly string[]> {
  const { names } = await readContexts(context, side);
  return names.filter((name) => name.startsWith(partial) && isHarmless(name));
}

/** A shell puts the candidate into its line as it is, and some names would be commands there. */
function isHarmless(name: string): boolean {
  return /^[-\w.:@/+=,]+$/u.test(name);
}
