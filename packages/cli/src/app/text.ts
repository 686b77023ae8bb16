import {
  type AliasNotFoundError,
  type ApplicationText,
  type ArgumentParseError,
  ArgumentScannerError,
  type EnumValidationError,
  type FlagNotFoundError,
  formatMessageForArgumentScannerError,
  text_en,
  type UnexpectedFlagError,
  type UnexpectedPositionalError,
  type UnsatisfiedFlagError,
  type UnsatisfiedPositionalError,
} from '@stricli/core';
import { oneOf } from '../flags/environment.ts';
import { flagName } from '../flags/names.ts';
import { commandNames } from './command-names.ts';

/** Flags of clusterctl that mean something else here, or nothing. */
const notHere: Readonly<Record<string, string>> = {
  config: '--config is not needed: tsmove reads no configuration of clusterctl; leave the flag out',
};

/** Every sentence about a command line that cannot be read. `say` turns a sentence into what is printed. */
export function commandLineText(program: string, say: (sentence: string) => string): ApplicationText {
  const scannerSentences = {
    FlagNotFoundError: ({ input, corrections }: FlagNotFoundError) =>
      notHere[input] ?? `--${input} is not a flag of this command${didYouMean(input, corrections.map(flagName))}`,
    AliasNotFoundError: ({ input }: AliasNotFoundError) => `-${input} is not a flag of this command`,
    ArgumentParseError: parseSentence,
    EnumValidationError: ({ externalFlagName, input, values }: EnumValidationError) =>
      `${flagName(externalFlagName)}: ${oneOf(input, values)}`,
    UnsatisfiedFlagError: ({ externalFlagName, nextFlagName }: UnsatisfiedFlagError) =>
      `${flagName(externalFlagName)} needs a value${nextFlagName === undefined ? '' : `, but ${flagName(nextFlagName)} follows it`}`,
    UnexpectedFlagError: ({ externalFlagName, previousInput, input }: UnexpectedFlagError) =>
      `${flagName(externalFlagName)} is given twice, as "${previousInput}" and as "${input}"`,
    UnsatisfiedPositionalError: ({ placeholder }: UnsatisfiedPositionalError) => `${placeholder} is missing`,
    UnexpectedPositionalError: ({ input, expectedCount }: UnexpectedPositionalError) =>
      positionalSentence(program, input, expectedCount),
  };
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      say(`"${input}" is not a command of ${program}${didYouMean(input, corrections)}`),
    exceptionWhileParsingArguments: (error) =>
      say(
        error instanceof ArgumentScannerError
          ? formatMessageForArgumentScannerError(error, scannerSentences)
          : String(error),
      ),
    exceptionWhileLoadingCommandFunction: (error) => say(`the command could not be loaded: ${String(error)}`),
    exceptionWhileRunningCommand: (error) => say(`the command failed: ${String(error)}`),
  };
}

function parseSentence({ externalFlagNameOrPlaceholder: name, input, exception }: ArgumentParseError): string {
  const reason = exception instanceof Error ? exception.message : String(exception);
  const sentence = reason.startsWith('Cannot convert') ? `"${input}" is neither true nor false` : reason;
  return name === name.toUpperCase() ? sentence : `${flagName(name)}: ${sentence}`;
}

function positionalSentence(program: string, input: string, expected: number): string {
  if (commandNames.some((name) => name === input)) {
    return `"${input}" comes too late: the command stands first, as in ${program} ${input} --namespace NAME`;
  }
  if (/^(true|false)$/i.test(input)) return `"${input}" stands alone: write it with the flag, as in --dry-run=${input}`;
  const takes = expected === 0 ? 'flags only' : 'one argument, and flags';
  return `"${input}" is not expected: this command takes ${takes}`;
}

/** Of near misses only those that begin alike: nobody who writes --foo means -v. */
function didYouMean(input: string, alternatives: readonly string[]): string {
  const likely = alternatives
    .map((alternative) => alternative.replaceAll('`', ''))
    .filter((alternative) => alternative.replace(/^-+/, '').startsWith(input.charAt(0)));
  return likely.length === 0 ? '' : `; did you mean ${likely.join(' or ')}?`;
}
