import type { TypedPositionalParameter } from '@stricli/core';
import { completeMoves } from '../completion/moves.ts';
import type { CliContext } from '../context.ts';

/** The id of a move as it is printed; it is part of names in Kubernetes and of a file, so it has no other characters. */
export function parseMoveId(text: string): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) {
    throw new SyntaxError(`"${text}" is not the id of a move; ids look like 20260131-093000-1a2b3c4d`);
  }
  return text;
}

/** The argument MOVE of the commands about one move. */
export function moveArgument(brief: string): TypedPositionalParameter<string | undefined, CliContext> {
  return {
    brief,
    placeholder: 'MOVE',
    parse: parseMoveId,
    proposeCompletions(partial) {
      return completeMoves(this, partial);
    },
    optional: true,
  };
}
