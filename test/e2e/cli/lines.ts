import { expect } from 'vitest';
import { problemsOf } from '../../support/events/schema.ts';
import { start, type Ended } from './program.ts';

/** A line of `-o json`, as far as tests look at it. */
export interface Line {
  readonly type: string;
  readonly formatVersion: number;
  readonly moveId?: string;
  readonly outcome?: string;
  readonly exitCode?: number;
}

/** Runs tsmove with `-o json`; what it prints has to be what the schema says, to the last line. */
export async function lines(
  args: readonly string[],
  {
    journal,
    until,
  }: {
    readonly journal: string;
    readonly until?: { readonly says: RegExp; readonly then: 'SIGINT' | (() => Promise<unknown>) };
  },
): Promise<{ readonly all: readonly Line[]; readonly ended: Ended }> {
  const program = start([...args, '-o', 'json', '-v', '1'], { TSMOVE_JOURNAL_DIR: journal });
  if (until !== undefined) {
    await program.says(until.says);
    if (until.then === 'SIGINT') program.kill('SIGINT');
    else await until.then();
  }
  const ended = await program.ended;
  expect(problemsOf(ended.stdout), ended.stderr).toEqual([]);
  const all = ended.stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
  expect(all.at(-1)).toMatchObject({ type: 'summary', formatVersion: 1, exitCode: ended.code });
  return { all, ended };
}

export function types(all: readonly Line[]): readonly string[] {
  return [...new Set(all.map(({ type }) => type))];
}
