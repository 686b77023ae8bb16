import type { Diagnostic } from '../errors.ts';
import { servedVersions, unavailability } from '../discover/served.ts';
import type { DiscoveredType } from '../discover/snapshot.ts';
import { formatApiVersion } from '../model/object-ref.ts';
import { kindKey } from '../model/resource-type.ts';
import type { PlannedObject } from '../plan/types.ts';
import type { ServedResource, ServedResources } from '../server/resources/types.ts';
import { failure, type Check, type PreflightContext } from './check.ts';

/** The target must serve every planned kind as the source stores it: version, scope and status subresource. */
export const checkServedTypes: Check = (context) =>
  Promise.resolve(context.plan.types.flatMap((type) => judgeType(context, type)));

/** The type as the target serves it, if it does; what cannot be served cannot be looked for either. */
export function servedAs(served: ServedResources, type: DiscoveredType): ServedResource | undefined {
  return servedVersions(served, type).find(
    ({ version, plural, namespaced }) =>
      version === type.version && plural === type.plural && namespaced === type.namespaced,
  );
}

function judgeType(context: PreflightContext, type: DiscoveredType): readonly Diagnostic[] {
  const versions = servedVersions(context.served, type);
  const same = versions.find(({ version, plural }) => version === type.version && plural === type.plural);
  if (same === undefined) return [notServed(context.served, type, versions)];
  if (same.namespaced !== type.namespaced) {
    const scope = (namespaced: boolean): string => (namespaced ? 'namespaced' : 'cluster-scoped');
    return [
      failure(
        'scope-differs',
        `${kindKey(type)} is ${scope(type.namespaced)} in the source and ${scope(same.namespaced)} in the target`,
        'Install the same provider in the target.',
      ),
    ];
  }
  return judgeStatus(context, type, same);
}

function notServed(served: ServedResources, type: DiscoveredType, versions: readonly ServedResource[]): Diagnostic {
  const down = unavailability(served, type.group);
  const instead =
    versions.length > 0
      ? `it serves ${versions.map((one) => (one.plural === type.plural ? one.version : `${one.version} as ${one.plural}`)).join(', ')}`
      : (down ?? 'it does not serve the kind at all');
  return failure(
    'type-not-served',
    `the target does not serve ${type.kind} in ${formatApiVersion(type)}: ${instead}`,
    'Install or upgrade the provider of this kind in the target: it must serve the version that is stored in the source.',
  );
}

function judgeStatus(context: PreflightContext, type: DiscoveredType, served: ServedResource): readonly Diagnostic[] {
  const ofType = ({ ref }: PlannedObject): boolean => ref.group === type.group && ref.kind === type.kind;
  const planned = context.plan.objects.filter(ofType);
  const remedy = 'Install the same version of the provider in the target, or let the status stay behind.';
  if (type.hasStatus && !served.hasStatus && context.needStatus && planned.some(({ status }) => status === 'carry')) {
    const message = `${kindKey(type)} has a status subresource in the source but not in the target, so its status cannot be carried`;
    return [failure('status-not-served', message, remedy)];
  }
  if (!type.hasStatus && served.hasStatus) {
    const uids = new Set(planned.map(({ uid }) => uid));
    const losing = context.snapshot.objects.some(
      (object) => object.status !== undefined && uids.has(object.metadata.uid ?? ''),
    );
    const message = `${kindKey(type)} has a status subresource in the target only, which drops the status of created objects`;
    return losing ? [failure('status-not-served', message, remedy)] : [];
  }
  return [];
}
