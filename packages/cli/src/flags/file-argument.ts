import type { TypedPositionalParameter } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { parseText } from './values.ts';

/** The argument that names an archive. */
export function fileArgument(brief: string): TypedPositionalParameter<string, CliContext> {
  return { brief, placeholder: 'FILE', parse: parseText };
}
