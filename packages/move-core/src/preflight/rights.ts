import { defaults } from '../defaults.ts';
import { namespaces } from '../discover/core-types.ts';
import { ApiError, type Diagnostic } from '../errors.ts';
import type { LimitedReader } from '../discover/reader.ts';
import { compareText } from '../model/object-ref.ts';
import { canI } from '../server/access-review.ts';
import { failure, type PreflightContext } from './check.ts';
import type { RightsFacts } from './rights/facts.ts';
import { requiredRights } from './rights/required-rights.ts';
import { inWordsOfTarget, type RequiredRight } from './rights/right.ts';

/**
 * Asks both API servers, before anything is written, for every right that the move and its undo need
 * (SelfSubjectAccessReview). Admission is not part of the answer; it is asked by a server-side dry run.
 */
export async function checkRights(
  context: PreflightContext,
  present: ReadonlySet<string>,
): Promise<readonly Diagnostic[]> {
  const lacking = await Promise.all(
    (['source', 'target'] as const).map(async (side) => ((await lacksSystemNamespace(context[side])) ? [side] : [])),
  );
  const required = requiredRights(factsOf(context, present, new Set(lacking.flat())));
  const rights = required.filter(isAsked);
  const findings = await Promise.all(
    (['source', 'target'] as const).map(async (side) => {
      const denied = await askFor(
        context[side],
        rights.filter((right) => right.side === side),
      );
      const all = [...denied, ...insteadOfCreating(context, required, denied)];
      return describeDenied(
        context[side].server.label,
        side === 'source' ? all : all.map((right) => inWordsOfTarget(right, context.plan.scope)),
      );
    }),
  );
  return findings.flat();
}

/** Whoever reads says what was refused; and nobody is refused for what only leaves a trace. */
function isAsked(right: RequiredRight): boolean {
  return right.for === 'move' || right.for === 'undo';
}

function factsOf(
  context: PreflightContext,
  present: ReadonlySet<string>,
  withoutSystemNamespace: RightsFacts['withoutSystemNamespace'],
): RightsFacts {
  const { plan, snapshot, providers, needStatus, journalInClusters, served, targetNamespaces } = context;
  return {
    ...{ plan, snapshot, providers, needStatus, journalInClusters, present, withoutSystemNamespace },
    targetNamespaces: new Map(
      [...targetNamespaces].map(([name, found]) => [name, typeof found === 'string' ? found : 'present']),
    ),
    withoutInventory: snapshot.inventory.length === 0,
    served: { source: undefined, target: served },
  };
}

/** Whoever may not look whether a namespace is there need not be allowed to create any: to look is enough if it is. */
function insteadOfCreating(
  { targetNamespaces }: PreflightContext,
  required: readonly RequiredRight[],
  denied: readonly RequiredRight[],
): readonly RequiredRight[] {
  const isNamespace = ({ resource }: RequiredRight): boolean => resource === 'namespaces';
  if (!denied.some((right) => right.side === 'target' && isNamespace(right) && right.question.verb === 'create')) {
    return [];
  }
  return required
    .filter(({ question }) => targetNamespaces.get(question.name ?? '') === 'hidden')
    .filter((right) => right.side === 'target' && isNamespace(right) && right.question.verb === 'get')
    .map((right) => ({ ...right, for: 'move' }));
}

async function lacksSystemNamespace(side: LimitedReader): Promise<boolean> {
  try {
    return (await side.get(namespaces, { name: defaults.systemNamespace })) === undefined;
  } catch (error) {
    // The missing right to look is reported with all others.
    if (error instanceof ApiError && error.status === 403) return false;
    throw error;
  }
}

async function askFor(side: LimitedReader, rights: readonly RequiredRight[]): Promise<readonly RequiredRight[]> {
  if (rights.length === 0 || (await mayDoEverything(side))) return [];
  const answers = await Promise.all(
    rights.map(async (right) => {
      const { allowed } = await side.limited(() => canI(side.server, right.question, side.call));
      return allowed ? [] : [right];
    }),
  );
  return answers.flat();
}

/**
 * RBAC has no denials, and it answers a question for "*" with yes only if one rule grants the literal "*" to all
 * verbs, groups and resources: such a rule grants every single right as well, subresources included. Members of
 * system:masters are let through before any authorizer is asked. So a yes answers all other questions; a no, none.
 */
async function mayDoEverything(side: LimitedReader): Promise<boolean> {
  const everything = { verb: '*', group: '*', resource: '*' };
  return (await side.limited(() => canI(side.server, everything, side.call))).allowed;
}

/** One diagnostic for each resource and purpose, naming verbs and namespaces. */
function describeDenied(label: string, denied: readonly RequiredRight[]): readonly Diagnostic[] {
  const groups = new Map<string, RequiredRight[]>();
  for (const right of denied) {
    const key = `${right.for}|${right.resource}`;
    groups.set(key, [...(groups.get(key) ?? []), right]);
  }
  return [...groups.values()].flatMap((rights) => {
    const [first] = rights;
    if (first === undefined) return [];
    const isMove = first.for === 'move';
    return [
      failure(
        isMove ? 'missing-right' : 'missing-undo-right',
        `${label} does not allow ${describeVerbs(first.resource, rights)}${isMove ? '' : ', which undoing the move needs'}`,
        `Allow the user of the ${label} kubeconfig what is listed.`,
      ),
    ];
  });
}

/** `create, patch of machines.cluster.x-k8s.io in namespace fleet`; namespaces that lack the same verbs stand together. */
function describeVerbs(resource: string, rights: readonly RequiredRight[]): string {
  const byNamespace = new Map<string, string[]>();
  for (const { question } of rights) {
    const where = question.namespace ?? '';
    byNamespace.set(where, [...(byNamespace.get(where) ?? []), question.verb]);
  }
  const byVerbs = new Map<string, string[]>();
  for (const [namespace, verbs] of byNamespace) {
    const key = [...new Set(verbs)].sort(compareText).join(', ');
    byVerbs.set(key, [...(byVerbs.get(key) ?? []), namespace]);
  }
  return [...byVerbs]
    .map(([verbs, namespaces]) => {
      const named = namespaces.filter((namespace) => namespace !== '').sort(compareText);
      if (named.length === 0) return `${verbs} of ${resource}`;
      return `${verbs} of ${resource} in namespace${named.length === 1 ? '' : 's'} ${named.join(', ')}`;
    })
    .join('; ');
}
