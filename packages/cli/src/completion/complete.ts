import { type Application, type InputCompletion, proposeCompletions } from '@stricli/core';
import { readArguments } from '../app/arguments.ts';
import type { CliContext } from '../context.ts';
import { kebabCase, variableName } from '../flags/names.ts';

/** What the shell is to do beside the candidates; the numbers are those of kubectl's plugins. */
const directives = { files: 0, nothing: 4 } as const;

/** Flags whose value is a path. */
const fileFlags = ['kubeconfig', 'toKubeconfig', 'journalDir'] as const;

/**
 * Prints candidates for the last word, one a line with a tab and what it means, then a line with a directive: the
 * protocol that kubectl speaks with the completion of its plugins.
 */
export async function complete(
  program: Application<CliContext>,
  words: readonly string[],
  context: CliContext,
): Promise<void> {
  const proposal = await proposalFor(program, words, context);
  const { stdout } = context.process;
  for (const { completion, brief } of proposal.candidates) stdout.write(`${completion}\t${brief}\n`);
  stdout.write(`:${directives[proposal.otherwise].toString()}\n`);
  context.process.exitCode = 0;
}

interface Proposal {
  readonly candidates: readonly Pick<InputCompletion, 'completion' | 'brief'>[];
  readonly otherwise: keyof typeof directives;
}

async function proposalFor(
  program: Application<CliContext>,
  words: readonly string[],
  context: CliContext,
): Promise<Proposal> {
  const before = words.slice(0, -1);
  const partial = words.at(-1) ?? '';
  // `--output=js` is one word for some shells: the candidates then repeat the flag.
  const joined = /^(--[a-z-]+=)(.*)$/s.exec(partial);
  if (joined !== null) {
    const [, flag = '', value = ''] = joined;
    const { candidates, otherwise } = await proposalFor(program, [...before, flag.slice(0, -1), value], context);
    return {
      candidates: candidates.map(({ completion, brief }) => ({ completion: flag + completion, brief })),
      otherwise,
    };
  }
  if (expectsFile(before.at(-1))) return { candidates: [], otherwise: 'files' };
  const inputs =
    before.length === 0 && !partial.startsWith('-')
      ? [partial]
      : [...readArguments(before.length === 0 ? ['move'] : before), partial];
  const proposed = await proposeCompletions(program, inputs, withPaths(context, before));
  const candidates = proposed.filter(({ completion }) => completion !== '--');
  const flags = candidates.some(({ completion }) => completion.startsWith('--')) || partial === '--help';
  return { candidates: flags ? [...candidates, ...helpFlag(partial)] : candidates, otherwise: 'nothing' };
}

function helpFlag(partial: string): Proposal['candidates'] {
  return '--help'.startsWith(partial) ? [{ completion: '--help', brief: 'Print the help of the command.' }] : [];
}

function expectsFile(previous: string | undefined): boolean {
  return fileFlags.some((flag) => previous === `--${kebabCase(flag)}`);
}

/** The paths named so far stand in the environment, where contexts and moves are looked up. */
function withPaths(context: CliContext, words: readonly string[]): CliContext {
  const named = fileFlags.flatMap((flag) => {
    const spelled = `--${kebabCase(flag)}`;
    const at = words.lastIndexOf(spelled);
    const value =
      at >= 0 ? words[at + 1] : words.findLast((word) => word.startsWith(`${spelled}=`))?.slice(spelled.length + 1);
    return value === undefined ? [] : [[variableName(flag), value] as const];
  });
  const env = { ...context.process.env, ...Object.fromEntries(named) };
  return { ...context, process: { ...context.process, env } };
}
