import type { RightsOfMove } from '@tsmove/move-core';
import type { CliContext } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { type RbacFlags, rbacGroups, rbacProblems } from '../flags/rbac.ts';
import { conduct } from '../session/conduct.ts';
import type { Session } from '../session/session.ts';
import { connectSides } from '../session/sides.ts';
import { surveySides } from '../session/survey.ts';
import { tellingView } from '../view/choose.ts';
import { rolesAsJson, rolesAsYaml, rolesOf, type SideRoles } from '../view/roles.ts';

/** `tsmove rbac` */
export async function runRbac(this: CliContext, given: RbacFlags): Promise<void> {
  await conduct(this, given, {
    groups: rbacGroups,
    problems: rbacProblems,
    view: tellingView,
    work: rbac,
  });
}

async function rbac(session: Session<RbacFlags>): Promise<ExitCode> {
  const { context, flags, view } = session;
  const rights = await readRightsOf(session);
  view.rest();
  const sides = (['source', 'target'] as const).filter(
    (side) => (side === 'source' ? flags.targetOnly : flags.sourceOnly) !== true,
  );
  if (sides.includes('target')) warnOfRights(session, rights);
  const roles = sides.map((side): SideRoles => rolesOf(side, rights, flags.name ?? 'tsmove'));
  context.process.stdout.write(flags.output === 'json' ? rolesAsJson(roles) : rolesAsYaml(roles));
  return exitCodes.done;
}

/** What of the flags the rights of a move go by. */
type RightsFlags = Omit<RbacFlags, 'name' | 'sourceOnly' | 'targetOnly' | 'output'>;

/** The rights that a move takes on both sides, which are only read. */
export async function readRightsOf(session: Session<RightsFlags>): Promise<RightsOfMove> {
  const { flags, library, providers, interrupts, deadline, view } = session;
  return deadline.limit(interrupts.signal, async (signal) => {
    const sides = await connectSides(session);
    const { plan, snapshot } = await surveySides(session, sides, signal);
    view.show({ type: 'working', step: 'Gathering the rights that the move needs' });
    return library.readRights(plan, snapshot, {
      ...sides,
      providers,
      signal,
      concurrency: flags.concurrency,
      journalInClusters: flags.journal === 'cluster',
    });
  });
}

/** What the roles go by, where it was not looked at, or where it costs more rights than it has to. */
export function warnOfRights(
  { view }: Pick<Session<unknown>, 'view'>,
  { assumedNamespaces, missingNamespaces }: RightsOfMove,
): void {
  const note = (text: string): void => {
    view.show({ type: 'note', level: 0, text });
  };
  if (assumedNamespaces.length > 0) {
    note(`the roles are made as if the target had ${listed(assumedNamespaces)}: it was not looked at`);
  }
  if (missingNamespaces.length > 0) {
    note(
      `the target has no ${listed(missingNamespaces)}: to create it, and objects in it, the move needs rights in all ` +
        'namespaces there. Create it before you run this, and they are for it alone.',
    );
  }
}

function listed(names: readonly string[]): string {
  return `${names.length === 1 ? 'namespace' : 'namespaces'} ${names.join(', ')}`;
}
