import { parseLeases } from '@tsmove/providers';
import type { CliContext } from '../../context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { type LeaseFlags, leasesShowGroups } from '../../flags/leases.ts';
import { tellingProblems } from '../../flags/move.ts';
import { conduct } from '../../session/conduct.ts';
import type { Session } from '../../session/session.ts';
import { tellingView } from '../../view/choose.ts';
import { leaseLines } from '../../view/lease-table.ts';
import { formatDocument } from '../../view/document.ts';
import { nowSeconds } from './now.ts';
import { readLeases } from './read-leases.ts';

/** `tsmove leases show` */
export async function runLeasesShow(this: CliContext, given: LeaseFlags): Promise<void> {
  await conduct(this, given, {
    groups: leasesShowGroups,
    problems: tellingProblems,
    view: tellingView,
    work: show,
  });
}

async function show(session: Session<LeaseFlags>): Promise<ExitCode> {
  const { context, flags, view } = session;
  const { text, from } = await readLeases(session);
  const { leases, duid, problems } = parseLeases(text);
  view.rest();
  view.show({ type: 'findings', findings: problems });
  const { stdout } = context.process;
  if (flags.output === 'json' || flags.output === 'yaml') {
    stdout.write(formatDocument(flags.output, { from, ...(duid === undefined ? {} : { duid }), leases, problems }));
    return exitCodes.done;
  }
  view.show({ type: 'note', level: 0, text: `Leases of ${from}` });
  const width = stdout.isTTY === true ? stdout.columns : undefined;
  stdout.write(
    leaseLines(leases, nowSeconds(context), width)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return exitCodes.done;
}
