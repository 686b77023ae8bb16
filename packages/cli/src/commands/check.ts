import type { PivotCheck } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type CheckFlags, checkGroups, checkProblems } from '../flags/pivot.ts';
import { conduct } from '../session/conduct.ts';
import { exitCodeFor } from '../session/examine.ts';
import type { Session } from '../session/session.ts';
import { sourceOf, targetOf } from '../session/session.ts';
import { tellingView } from '../view/choose.ts';
import { findingLines } from '../view/findings.ts';
import { paintFor } from '../view/paint.ts';
import { checkSentence } from '../view/pivot-lines.ts';
import { toYaml } from '../view/yaml.ts';

/** `tsmove check` */
export async function runCheck(this: CliContext, given: CheckFlags): Promise<void> {
  await conduct(this, given, {
    groups: checkGroups,
    problems: checkProblems,
    view: tellingView,
    work: check,
    hasJournal: false,
  });
}

async function check(session: Session<CheckFlags>): Promise<ExitCode> {
  const { flags, library, view, interrupts } = session;
  const where = targetOf(flags);
  if (where === undefined) throw new Error('a check without a target');
  const target = await session.connect('target', where);
  const source = await session.connect('source', sourceOf(flags));
  const namespace = flags.namespace ?? target.contextNamespace ?? 'default';
  view.show({ type: 'working', step: `Checking namespace ${namespace} of ${target.url}` });
  const found = await library.checkPivot({
    target,
    source,
    namespace,
    signal: interrupts.signal,
    ...(flags.settleTimeout === undefined ? {} : { settleTimeoutMs: flags.settleTimeout }),
    onUnsettled: (findings) => {
      const text = `not settled yet: ${findings.length.toString()} ${findings.length === 1 ? 'finding' : 'findings'}`;
      view.show({ type: 'note', level: 1, text });
    },
  });
  view.rest();
  session.context.process.stdout.write(formatted(session, found));
  return exitCodeFor(found.findings);
}

function formatted({ context, flags }: Session<CheckFlags>, found: PivotCheck): string {
  const document = { formatVersion: 1, exitCode: exitCodeFor(found.findings), ...found };
  if (flags.output === 'json') return `${JSON.stringify(document)}\n`;
  if (flags.output === 'yaml') return toYaml(JSON.parse(JSON.stringify(document)));
  const { stdout, env } = context.process;
  const paint = paintFor(stdout, env, flags.noColor === true);
  return [...findingLines(found.findings, paint), checkSentence(found)].map((line) => `${line}\n`).join('');
}
