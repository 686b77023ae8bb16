import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type DiffFlags, diffGroups, diffProblems } from '../flags/diff.ts';
import { namespaceOf } from '../flags/scope.ts';
import { conduct } from '../session/conduct.ts';
import type { Session } from '../session/session.ts';
import { connectSides } from '../session/sides.ts';
import { tellingView } from '../view/choose.ts';
import { diffDocument, diffLines } from '../view/diff-lines.ts';
import { toYaml } from '../view/yaml.ts';

/** `tsmove diff` */
export async function runDiff(this: CliContext, given: DiffFlags): Promise<void> {
  await conduct(this, given, {
    groups: diffGroups,
    problems: diffProblems,
    view: tellingView,
    work: diff,
    exitCode: (usual, flags) =>
      // 2 has its own meaning then.
      flags.detailedExitcode === true && usual === exitCodes.usage ? exitCodes.failed : usual,
  });
}

async function diff(session: Session<DiffFlags>): Promise<ExitCode> {
  const { context, flags, library, providers, view, interrupts, deadline } = session;
  const { namespace, compared } = await deadline.limit(interrupts.signal, async (signal) => {
    const { source, target } = await connectSides(session);
    if (target === undefined) throw new Error('a comparison without a target');
    const name = namespaceOf(flags) ?? source.contextNamespace ?? 'default';
    view.show({
      type: 'working',
      step: `Comparing namespace ${name} of ${source.url} with ${flags.namespaceMap?.to ?? 'that'} of ${target.url}`,
    });
    return {
      namespace: name,
      compared: await library.compareSides({
        source,
        target,
        providers,
        namespace: name,
        signal,
        concurrency: flags.concurrency,
        targetNamespace: flags.namespaceMap?.to,
        ...(flags.cluster === undefined ? {} : { clusters: flags.cluster }),
      }),
    };
  });
  view.rest();
  const { stdout } = context.process;
  if (flags.output === 'json') stdout.write(`${JSON.stringify(diffDocument(namespace, compared))}\n`);
  else if (flags.output === 'yaml') stdout.write(toYaml(diffDocument(namespace, compared)));
  else
    stdout.write(
      diffLines(compared)
        .map((line) => `${line}\n`)
        .join(''),
    );
  const isEqual = compared.every(({ state }) => state === 'equal');
  return isEqual || flags.detailedExitcode !== true ? exitCodes.done : exitCodes.somethingToMove;
}
