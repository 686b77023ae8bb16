import type { CliContext } from '../context.ts';
import { version } from '../version.ts';

/** `tsmove version` */
export function runVersion(this: CliContext, flags: { readonly output: 'text' | 'json' | undefined }): void {
  const { node, os, arch } = this.platform;
  const facts = { version: version(), node, platform: `${os}/${arch}` };
  this.process.stdout.write(
    flags.output === 'json'
      ? `${JSON.stringify(facts)}\n`
      : `tsmove ${facts.version} (Node.js ${facts.node}, ${facts.platform})\n`,
  );
}
