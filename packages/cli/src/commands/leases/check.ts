import { crossCheckLeases, type LeaseProblem, mostLeases, prepareLeases, validateLeases } from '@tsmove/providers';
import type { CliContext } from '../../context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { type LeaseCheckFlags, leasesCheckGroups } from '../../flags/leases.ts';
import { tellingProblems } from '../../flags/move.ts';
import { conduct } from '../../session/conduct.ts';
import type { Session } from '../../session/session.ts';
import { tellingView } from '../../view/choose.ts';
import { formatDocument } from '../../view/document.ts';
import { findingLines } from '../../view/findings.ts';
import { paintFor } from '../../view/paint.ts';
import { count } from '../../view/words.ts';
import { readHosts } from './hosts.ts';
import { nowSeconds } from './now.ts';
import { rangeProblems, rangesOf } from './ranges.ts';
import { readLeases } from './read-leases.ts';

/** `tsmove leases check` */
export async function runLeasesCheck(this: CliContext, given: LeaseCheckFlags): Promise<void> {
  await conduct(this, given, {
    groups: leasesCheckGroups,
    problems: (flags) => [...tellingProblems(flags), ...rangeProblems(flags)],
    view: tellingView,
    work: check,
  });
}

interface Checked {
  readonly from: string;
  readonly leases: number;
  readonly expired: number;
  readonly problems: readonly LeaseProblem[];
}

async function check(session: Session<LeaseCheckFlags>): Promise<ExitCode> {
  const { context, flags, view } = session;
  const { text, from, source } = await readLeases(session);
  const now = nowSeconds(context);
  const prepared = prepareLeases(text, from, { now, ranges: rangesOf(flags), skipInvalid: true });
  const { leases, expired, invalid } = prepared;
  const hosts = await readHosts(session, source);
  const checked: Checked = {
    from,
    leases: leases.length + expired.length + invalid,
    expired: expired.length,
    problems: [
      ...prepared.problems,
      // What is in order one by one can be too much together.
      ...validateLeases(leases, { now, most: mostLeases }),
      ...(hosts === undefined ? [] : crossCheckLeases(leases, hosts.hosts, hosts.hardware)),
    ],
  };
  view.rest();
  context.process.stdout.write(formatted(session, checked));
  return checked.problems.some(({ severity }) => severity === 'error') ? exitCodes.refused : exitCodes.done;
}

function formatted({ context, flags }: Session<LeaseCheckFlags>, checked: Checked): string {
  if (flags.output === 'json' || flags.output === 'yaml') return formatDocument(flags.output, checked);
  const { stdout, env } = context.process;
  const { from, leases, expired, problems } = checked;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const over = expired === 0 ? '' : `, ${expired.toString()} of them expired`;
  const lines = [
    ...findingLines(problems, paintFor(stdout, env, flags.noColor === true)),
    `${count(leases, 'lease')}${over}, in ${from}: ${count(errors, 'error')}, ${(problems.length - errors).toString()} worth a look.`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}
