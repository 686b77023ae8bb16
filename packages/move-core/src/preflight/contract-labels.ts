import type { Diagnostic } from '../errors.ts';
import type { CustomResource } from '../discover/custom-resource.ts';
import { getCustomResource } from '../discover/resource-types.ts';
import { formatResource } from '../model/resource-type.ts';
import { failure, runCheck, type PreflightContext } from './check.ts';

/** `cluster.x-k8s.io/v1beta2: v1beta1_v1beta2` on a definition: which of its versions speak which contract. */
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

function compareContracts(source: CustomResource, target: CustomResource): readonly Diagnostic[] {
  const there = contractsOf(target);
  const lacking = contractsOf(source).filter((contract) => !there.includes(contract));
  if (lacking.length === 0) return [];
  return [
    failure(
      'provider-older',
      `${source.name} speaks contract ${lacking.join(', ')} in the source, but not in the target`,
      'Upgrade the provider of this kind in the target.',
    ),
  ];
}

function contractsOf(resource: CustomResource): readonly string[] {
  return Object.keys(resource.labels)
    .flatMap((label) => contractLabel.exec(label)?.[1] ?? [])
    .sort();
}
