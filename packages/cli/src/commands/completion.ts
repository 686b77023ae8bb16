import { readFileSync } from 'node:fs';
import type { Shell } from '../completion/shells.ts';
import type { CliContext } from '../context.ts';

/** `tsmove completion SHELL` */
export function runCompletion(this: CliContext, _flags: Readonly<Record<string, never>>, shell: Shell): void {
  this.process.stdout.write(readFileSync(new URL(`../../shell/tsmove.${shell}`, import.meta.url), 'utf8'));
}
