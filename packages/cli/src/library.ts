import * as core from '@tsmove/move-core';
import { providers } from '@tsmove/providers';

type Used =
  | 'buildGraph'
  | 'connect'
  | 'createClusterJournalStore'
  | 'createFileJournalStore'
  | 'discover'
  | 'graphToJson'
  | 'historyOf'
  | 'judge'
  | 'planMove'
  | 'planToJson'
  | 'preflight'
  | 'readLeases'
  | 'recoverMove'
  | 'renderDot'
  | 'renderMermaid'
  | 'resumeMove'
  | 'rollbackMove'
  | 'skippableCodes'
  | 'startMove'
  | 'summarizeMove';

/** What the commands use of the library. Everything that contacts a cluster goes through here. */
export interface MoveLibrary extends Pick<typeof core, Used> {
  readonly providers: typeof providers;
}

/** The library itself, with the providers that come with it. */
export const library: MoveLibrary = { ...core, providers };
