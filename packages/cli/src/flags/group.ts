import type { FlagParametersForType } from '@stricli/core';
import type { CliContext } from '../context.ts';

/** Flags that belong together, under one heading of the help. */
export interface FlagGroup<Flags> {
  readonly heading: string;
  readonly flags: FlagParametersForType<Flags, CliContext>;
}

/** The part of a flag's definition that help, environment and completion need, whatever the flag's type. */
export interface AnyFlag {
  readonly kind: 'boolean' | 'counter' | 'enum' | 'parsed';
  readonly brief: string;
  readonly placeholder?: string;
  readonly values?: readonly string[];
  readonly variadic?: boolean | string;
  readonly parse?: (this: CliContext, input: string) => unknown;
}

/** A group whose flags' types no longer matter. */
export interface AnyFlagGroup {
  readonly heading: string;
  readonly flags: Readonly<Record<string, AnyFlag>>;
}

/** All flags of some groups, by name. */
export function flagsOf(groups: readonly AnyFlagGroup[]): Readonly<Record<string, AnyFlag>> {
  return Object.fromEntries(groups.flatMap((group) => Object.entries(group.flags)));
}
