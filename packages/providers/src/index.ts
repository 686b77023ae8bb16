import type { Provider } from '@tsmove/move-core/provider';
import { core } from './core/core.ts';

export { core };

/** All providers that come with tsmove; where several have a say, the first one decides. */
export const providers: readonly Provider[] = [core];
