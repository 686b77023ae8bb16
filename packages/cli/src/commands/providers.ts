import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { tellingProblems } from '../flags/move.ts';
import { type ProvidersFlags, providersGroups } from '../flags/providers.ts';
import { conduct } from '../session/conduct.ts';
import type { Session } from '../session/session.ts';
import { tellingView } from '../view/choose.ts';
import { providerLines, providersDocument } from '../view/provider-table.ts';
import { toYaml } from '../view/yaml.ts';

/** `tsmove providers` */
export async function runProviders(this: CliContext, given: ProvidersFlags): Promise<void> {
  await conduct(this, given, {
    groups: providersGroups,
    problems: tellingProblems,
    view: tellingView,
    work: (session) => Promise.resolve(list(session)),
  });
}

function list(session: Session<ProvidersFlags>): ExitCode {
  session.view.rest();
  session.context.process.stdout.write(formatted(session));
  return exitCodes.done;
}

function formatted({ context, flags, providers }: Session<ProvidersFlags>): string {
  if (flags.output === 'json' || flags.output === 'yaml') {
    const json = JSON.stringify(providersDocument(providers), undefined, 2);
    // From the JSON, so that both formats say the same.
    return flags.output === 'json' ? `${json}\n` : toYaml(JSON.parse(json));
  }
  const { stdout } = context.process;
  return providerLines(providers, stdout.isTTY === true ? stdout.columns : undefined)
    .map((line) => `${line}\n`)
    .join('');
}
