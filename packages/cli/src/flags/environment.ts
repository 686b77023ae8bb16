import type { CliContext } from '../context.ts';
import { flagsOf, type AnyFlag, type AnyFlagGroup } from './group.ts';
import { variableName } from './names.ts';
import { parseBoolean } from './values.ts';

/**
 * The flags, with those that the command line leaves out taken from the environment: `TSMOVE_` and the flag's name.
 * Variables with a value that cannot be used are left out and named in `problems`, one sentence each.
 */
export function withEnvironment<Flags extends object>(
  context: CliContext,
  given: Flags,
  groups: readonly AnyFlagGroup[],
): { readonly flags: Flags; readonly problems: readonly string[] } {
  const found: Record<string, unknown> = {};
  const problems: string[] = [];
  const written = new Set(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name])));
  for (const [name, flag] of Object.entries(flagsOf(groups))) {
    const variable = variableName(name);
    const text = context.process.env[variable];
    if (text === undefined || text === '' || written.has(name)) continue;
    try {
      found[name] = parse(context, flag, text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems.push(`${variable}: ${error.message}`);
    }
  }
  return { flags: { ...given, ...found }, problems };
}

function parse(context: CliContext, flag: AnyFlag, text: string): unknown {
  if (flag.variadic !== undefined && flag.variadic !== false) {
    return text.split(',').map((one) => parseOne(context, flag, one.trim()));
  }
  return parseOne(context, flag, text);
}

function parseOne(context: CliContext, flag: AnyFlag, text: string): unknown {
  if (flag.kind === 'boolean') return parseBoolean(text);
  if (flag.values !== undefined && !flag.values.includes(text)) throw new SyntaxError(oneOf(text, flag.values));
  return flag.parse === undefined ? text : flag.parse.call(context, text);
}

/** What is said about a value that is not among those allowed. */
export function oneOf(text: string, values: readonly string[]): string {
  return `"${text}" is not one of ${values.join(', ')}`;
}
