import type { CliContext } from '../../context.ts';
import type { TellingFlags } from '../../flags/output.ts';
import type { TextLayout } from '../../view/code-lines.ts';
import { paintFor } from '../../view/paint.ts';

/** As wide as the terminal, but never wider than is good to read. */
export function textLayout(
  { process: { stdout, env } }: CliContext,
  { noColor }: Pick<TellingFlags, 'noColor'>,
): TextLayout {
  const width = Math.min(Math.max((stdout.isTTY === true ? stdout.columns : undefined) ?? 100, 40), 100);
  return { width, paint: paintFor(stdout, env, noColor === true) };
}
