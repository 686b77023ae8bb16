import { JournalError } from '../errors.ts';
import type { MoveSettings } from '../journal/records.ts';
import type { Provider } from '../provider/types.ts';

/**
 * Whoever goes on with a move must know what the one who began it knew: what a provider holds must be released by its
 * table, and what it asks of the target must be asked again. More providers do no harm. Raises JournalError.
 */
export function requireProviders(given: readonly Provider[], { providers = [] }: MoveSettings): void {
  const known = new Set(given.map(({ name }) => name));
  const missing = providers.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  throw new JournalError(`the move was begun with providers that are missing here: ${missing.join(', ')}`, {
    code: 'providers-missing',
    hint: 'Load the same providers, with the same options, as the command that began it.',
  });
}
