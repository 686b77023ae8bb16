import type { CliContext } from '../../context.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import {
  carriedGroups,
  type JobRenderFlags,
  jobRenderGroups,
  jobRenderProblems,
  type ManifestFormat,
} from '../../flags/job-render.ts';
import { isSharded } from '../../flags/job.ts';
import { namespaceOf } from '../../flags/scope.ts';
import { argumentsOf } from '../../job/arguments.ts';
import { accessObjects } from '../../job/manifest/access.ts';
import { jobObject } from '../../job/manifest/job.ts';
import { type JobRole, type JobSettings, kubeconfigPath } from '../../job/manifest/settings.ts';
import { conduct } from '../../session/conduct.ts';
import type { Session } from '../../session/session.ts';
import { tellingView } from '../../view/choose.ts';
import { rolesOf } from '../../view/roles.ts';
import { toYaml } from '../../view/yaml.ts';
import { readRightsOf, warnOfRights } from '../rbac.ts';

/** Where Leases and journals are, and Jobs unless the user says otherwise. */
const systemNamespace = 'tsmove-system';

/** `tsmove job render` */
export async function runJobRender(this: CliContext, given: JobRenderFlags): Promise<void> {
  await conduct(this, given, {
    groups: jobRenderGroups,
    problems: jobRenderProblems,
    view: tellingView,
    work: render,
  });
}

async function render(session: Session<JobRenderFlags>): Promise<ExitCode> {
  const { context, flags, view } = session;
  // The journal of a Job is in the clusters: its pod's disk does not outlive it.
  const rights = await readRightsOf({ ...session, flags: { ...flags, journal: 'cluster' } });
  const side = flags.thisSide ?? 'source';
  if (side === 'target') warnOfRights(session, rights);
  const roles = rolesOf(side, rights, 'tsmove').roles.map(({ namespace, rules }): JobRole => ({
    namespace,
    rules: rules.map(({ namespace: _namespace, why: _why, ...rule }) => rule),
  }));
  const settings = settingsOf(flags, roles);
  const needsNamespace = rights.withoutSystemNamespace.includes(side) && settings.namespace === systemNamespace;
  const objects = [
    ...(needsNamespace ? [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: systemNamespace } }] : []),
    ...accessObjects(settings),
    jobObject(settings),
  ];
  view.rest();
  context.process.stdout.write(inFormat(flags.output ?? 'yaml', settings, objects));
  return exitCodes.done;
}

function inFormat(format: ManifestFormat, settings: JobSettings, objects: readonly object[]): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, undefined, 2)}\n`;
    case 'values':
      return toYaml(settings);
    case 'yaml':
      return objects.map((object) => toYaml(object)).join('---\n');
  }
}

/** What the flags come to, with everything that they leave open. */
export function settingsOf(flags: JobRenderFlags, roles: readonly JobRole[]): JobSettings {
  const namespace = namespaceOf(flags) ?? '';
  const name = flags.name ?? `tsmove-${namespace}`;
  const other = flags.thisSide === 'target' ? '--kubeconfig' : '--to-kubeconfig';
  return {
    name,
    namespace: flags.inNamespace ?? systemNamespace,
    image: flags.image ?? '',
    pullPolicy: flags.pullPolicy ?? 'IfNotPresent',
    args: [`${other}=${kubeconfigPath}`, ...argumentsOf(flags, carriedGroups)],
    secret: flags.secret ?? `${name}-other-side`,
    statusName: flags.statusName ?? `${name}-status`,
    metricsPort: flags.metrics?.port,
    shards: isSharded(flags) ? flags.shards : undefined,
    parallelism: isSharded(flags) ? (flags.parallelism ?? flags.shards) : undefined,
    roles,
  };
}
