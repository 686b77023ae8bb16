import type { Diagnostic } from '../errors.ts';
import { clustersDefinition, contractProblem } from '../discover/contract.ts';
import { getCustomResource } from '../discover/resource-types.ts';
import { serverVersion } from '../server/server-version.ts';
import { failure, type PreflightContext } from './check.ts';
import { compareNumbers, parseVersion } from './version.ts';

/** The oldest Kubernetes that clusterctl moves from or to (D2). */
const oldestKubernetes = 'v1.20.0';

/** The target must speak the contract that the source was checked for when it was discovered (D1). */
export async function checkTargetContract({ target }: PreflightContext): Promise<readonly Diagnostic[]> {
  const problem = contractProblem(target.server.label, await getCustomResource(target, clustersDefinition));
  return problem === undefined ? [] : [failure(problem.code, problem.message, problem.remedy)];
}

/** Both sides must be new enough (D2). */
export async function checkKubernetesVersions({
  plan,
  source,
  target,
}: PreflightContext): Promise<readonly Diagnostic[]> {
  const { gitVersion } = await target.limited(() => serverVersion(target.server, target.call));
  return [...judgeVersion(source.server.label, plan.source.version), ...judgeVersion(target.server.label, gitVersion)];
}

function judgeVersion(label: string, text: string): readonly Diagnostic[] {
  const [version, oldest] = [parseVersion(text), parseVersion(oldestKubernetes)];
  if (version !== undefined && oldest !== undefined && compareNumbers(version, oldest) >= 0) return [];
  return [
    failure(
      'kubernetes-too-old',
      version === undefined
        ? `${label} says its version is "${text}", which cannot be compared with ${oldestKubernetes}, the oldest supported`
        : `${label} runs Kubernetes ${text}; ${oldestKubernetes} is the oldest supported`,
      `Upgrade the ${label} cluster.`,
    ),
  ];
}
