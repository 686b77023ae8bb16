import { type Application, type InputCompletion, proposeCompletions } from '@stricli/core';
import { readArguments } from '../app/arguments.ts';
import type { CliContext } from '../context.ts';
import { kebabCase, shortNames, variableName } from '../flags/names.ts';

/** What the shell is to do beside the candidates; the numbers are those of kubectl's plugins. */
const directives = { files: 0, nothing: 4 } as const;

/** Flags whose value is a path. */
const fileFlags = [
  ...(['kubeconfig', 'toKubeconfig', 'journalDir', 'provider', 'components', 'fromDirectory', 'toDirectory'] as const),
  ...(['archive', 'identity', 'backup', 'out'] as const),
] as const;

/** Flags that other candidates depend on: what a cluster is asked for, and which one. */
const tellingFlags = [...fileFlags, 'kubeconfigContext', 'toKubeconfigContext', 'namespace'] as const;

/** Commands whose argument is a file. */
const fileCommands: ReadonlySet<string> = new Set(['apply', 'export', 'import', 'archive inspect', 'archive verify']);

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
  const listed = partial.lastIndexOf(',') + 1;
  if (listed > 0 && !partial.startsWith('-')) {
    // Lists with commas: what is written of it stays, and is not proposed once more.
    const taken = partial.slice(0, listed);
    const { candidates, otherwise } = await proposalFor(program, [...before, partial.slice(listed)], context);
    const left = candidates.filter(({ completion }) => !taken.split(',').includes(completion));
    return { candidates: left.map(({ completion, brief }) => ({ completion: taken + completion, brief })), otherwise };
  }
  if (expectsFile(before.at(-1))) return { candidates: [], otherwise: 'files' };
  const inputs =
    before.length === 0 && !partial.startsWith('-')
      ? [partial]
      : [...readArguments(before.length === 0 ? ['move'] : before), partial];
  const proposed = await proposeCompletions(program, inputs, withPaths(context, before));
  const candidates = proposed.filter(({ completion }) => completion !== '--');
  if (await takesFile(program, before, partial, context)) {
    return { candidates: [], otherwise: 'files' };
  }
  const flags = candidates.some(({ completion }) => completion.startsWith('--')) || partial === '--help';
  return { candidates: flags ? [...candidates, ...helpFlag(partial)] : candidates, otherwise: 'nothing' };
}

function helpFlag(partial: string): Proposal['candidates'] {
  return '--help'.startsWith(partial) ? [{ completion: '--help', brief: 'Print the help of the command.' }] : [];
}

function expectsFile(previous: string | undefined): boolean {
  return fileFlags.some((flag) => previous === `--${kebabCase(flag)}`);
}

/** True where the argument of a command about a file is to be written, and no value of a flag. */
async function takesFile(
  program: Application<CliContext>,
  before: readonly string[],
  partial: string,
  context: CliContext,
): Promise<boolean> {
  const [first = '', second = ''] = before;
  const isFileCommand = fileCommands.has(first) || fileCommands.has(`${first} ${second}`);
  if (!isFileCommand || partial.startsWith('-')) return false;
  // Where a flag may follow, no value is missing.
  const flags = await proposeCompletions(program, [...readArguments(before), '--'], context);
  return flags.some(({ completion }) => completion.startsWith('--') && completion !== '--');
}

/** What was named so far stands in the environment, where contexts, names and moves are looked up. */
function withPaths(context: CliContext, words: readonly string[]): CliContext {
  const named = tellingFlags.flatMap((flag) => {
    const value = lastValue(words, spellings(flag));
    return value === undefined ? [] : [[variableName(flag), value] as const];
  });
  const env = { ...context.process.env, ...Object.fromEntries(named) };
  return { ...context, process: { ...context.process, env } };
}

function spellings(flag: string): readonly string[] {
  const letters = Object.entries(shortNames).flatMap(([letter, name]) => (name === flag ? [`-${letter}`] : []));
  return [`--${kebabCase(flag)}`, ...letters];
}

function lastValue(words: readonly string[], spelled: readonly string[]): string | undefined {
  return readArguments(words.length === 0 ? ['move'] : words)
    .flatMap((word, at, all) => {
      if (spelled.includes(word)) return [all[at + 1]];
      const flag = spelled.find((one) => word.startsWith(`${one}=`));
      return flag === undefined ? [] : [word.slice(flag.length + 1)];
    })
    .findLast((value) => value !== undefined);
}
