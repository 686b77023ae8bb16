import type { Diagnostic } from '../errors.ts';
import type { CustomResource } from '../discover/custom-resource.ts';
import { getCustomResource } from '../discover/resource-types.ts';
import { formatResource } from '../model/resource-type.ts';
import { failure, runCheck, type PreflightContext } from './check.ts';

/**
 * `cluster.x-k8s.io/v1beta2: v1beta1_v1beta2` on a definition: which of its versions speak which contract. Providers
 * have it; Cluster API's own kinds, which are the contract, do not.
 */
const contractLabel = /^cluster\.x-k8s\.io\/(v\d+(?:(?:alpha|beta)\d+)?)$/;

/**
 * What can be said of provider versions without an inventory: a definition in the target that lacks a contract which
 * the source's has comes from an older provider.
 */
export async function checkContractLabels(context: PreflightContext): Promise<readonly Diagnostic[]> {
  const names = context.plan.types.filter(({ group }) => group.includes('.')).map(formatResource);
  const findings = await Promise.all(
    names.map((name) =>
      runCheck(`the definition of ${name}`, async () => {
        const [source, target] = await Promise.all([
          getCustomResource(context.source, name),
          getCustomResource(context.target, name),
        ]);
        // A kind that the target lacks is reported as not served.
        return source === undefined || target === undefined ? [] : compareContracts(source, target);
      }),
    ),
  );
  return findings.flat();
}

/** Only the newest contract counts: a provider that has given up an old one is newer, not older. */
function compareContracts(source: CustomResource, target: CustomResource): readonly Diagnostic[] {
  const [here, there] = [newestContract(source), newestContract(target)];
  if (here === undefined || (there !== undefined && compareContractVersions(there, here) >= 0)) return [];
  return [
    failure(
      'provider-older',
      `${source.name} speaks contract ${here} in the source, but ${there ?? 'none'} in the target`,
      'Upgrade the provider of this kind in the target.',
    ),
  ];
}

function newestContract(resource: CustomResource): string | undefined {
  return Object.keys(resource.labels)
    .flatMap((label) => contractLabel.exec(label)?.[1] ?? [])
    .sort(compareContractVersions)
    .at(-1);
}

/** Kubernetes' order of versions: v1alpha4, v1beta1, v1beta2, v1, v2beta1. */
function compareContractVersions(a: string, b: string): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  return left.map((part, index) => part - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function rankOf(version: string): readonly number[] {
  const [, major = '', stage = '', minor = ''] = /^v(\d+)(alpha|beta)?(\d*)$/.exec(version) ?? [];
  return [Number(major), ['alpha', 'beta', ''].indexOf(stage), Number(minor)];
}
