import type fc from 'fast-check';

/** A reader of texts, bytes or values that somebody else has made, and what may come of it. */
export interface Parser {
  readonly name: string;
  /** Valid inputs, changed in ways that know their structure. */
  readonly mutated: fc.Arbitrary<unknown>;
  /** Anything at all. */
  readonly arbitrary: fc.Arbitrary<unknown>;
  /** Reads an input; what else must hold of a value that was read is checked here, too. */
  read(input: unknown): unknown;
  /** The documented error class. Absent: the reader raises nothing. */
  readonly raises?: (error: unknown) => error is Error;
  /** Each message names one of these: the file, the place, the field. */
  readonly names?: readonly string[];
  /** True if messages may show what was read: values of flags, which their user has just typed. */
  readonly quotes?: boolean;
}

interface Definition<Input> {
  readonly name: string;
  readonly mutated: fc.Arbitrary<Input>;
  readonly arbitrary: fc.Arbitrary<Input>;
  readonly read: (input: Input) => unknown;
  readonly raises?: new (...args: never[]) => Error;
  readonly names?: readonly string[];
  readonly quotes?: boolean;
}

/** Forgets the type of the input, so that parsers of all kinds stand in one list. */
export function parser<Input>({ raises, read, ...rest }: Definition<Input>): Parser {
  return {
    ...rest,
    read: (input) => read(input as Input),
    ...(raises === undefined ? {} : { raises: (error: unknown): error is Error => error instanceof raises }),
  };
}
