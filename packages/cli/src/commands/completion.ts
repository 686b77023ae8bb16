import type { Shell } from '../completion/shells.ts';
import type { CliContext } from '../context.ts';
import { readPackageFile } from '../package-files.ts';

/** `tsmove completion SHELL` */
export function runCompletion(this: CliContext, _flags: Readonly<Record<string, never>>, shell: Shell): void {
  this.process.stdout.write(readPackageFile(`shell/tsmove.${shell}`));
}
