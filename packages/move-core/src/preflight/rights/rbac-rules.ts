import { compareText } from '../../model/object-ref.ts';
import type { RightsFacts } from './facts.ts';
import { requiredRights } from './required-rights.ts';
import { inWordsOfTarget, type RequiredRight, type Side } from './right.ts';

/** One rule of a Role, or of a ClusterRole if it has no namespace. */
export interface RbacRule {
  readonly namespace?: string;
  readonly apiGroups: readonly string[];
  /** With their subresource: `machines/status`. */
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
  /** What the verbs are for, a line for each: `create: creates it`. */
  readonly why: readonly string[];
}

/** The rules that a user of each side needs. */
export interface RbacRules {
  readonly source: readonly RbacRule[];
  readonly target: readonly RbacRule[];
}

/**
 * The least rules with which a plan can be made, carried out and undone. What happens in a namespace that the target
 * lacks is allowed everywhere there, because no Role can be in a namespace that does not exist. In a total order: the
 * same facts give the same rules.
 */
export function rightsFor(facts: RightsFacts): RbacRules {
  const rights = requiredRights(facts);
  return { source: rulesOf('source', rights, facts), target: rulesOf('target', rights, facts) };
}

/** What may be done where, and why: a rule with one resource and one verb. */
interface Grant {
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  readonly verb: string;
  readonly why: string;
}

function rulesOf(side: Side, rights: readonly RequiredRight[], facts: RightsFacts): readonly RbacRule[] {
  const grants = rights.filter((right) => right.side === side).map((right) => grantOf(right, facts));
  return byResources(byVerbs(byNames(withoutCovered(grants)))).sort(compareRules);
}

function grantOf(right: RequiredRight, { plan, targetNamespaces }: RightsFacts): Grant {
  const { side, why } = right;
  const isMissing = side === 'target' && targetNamespaces.get(right.question.namespace ?? '') === 'missing';
  const { question } = side === 'target' ? inWordsOfTarget(right, plan.scope) : right;
  const { group, resource, subresource, verb, namespace = '', name = '' } = question;
  return {
    namespace: isMissing ? '' : namespace,
    group,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    name,
    verb,
    why,
  };
}

/** What is allowed everywhere, or for all names, needs no rule for one. Why it is needed there is said all the same. */
function withoutCovered(grants: readonly Grant[]): readonly Grant[] {
  const places = new Set(
    grants.map(({ namespace, group, resource, name, verb }) => keyOf(namespace, group, resource, name, verb)),
  );
  return grants.map((grant) => {
    const { namespace, group, resource, name, verb } = grant;
    const wider = [
      ['', ''],
      ['', name],
      [namespace, ''],
    ].find(([where = '', named = '']) => places.has(keyOf(where, group, resource, named, verb)));
    return wider === undefined ? grant : { ...grant, namespace: wider[0] ?? '', name: wider[1] ?? '' };
  });
}

interface NamedGrants {
  readonly place: string;
  readonly grants: readonly Grant[];
  readonly names: readonly string[];
  readonly verb: string;
}

/** The names that one verb is allowed on. */
function byNames(grants: readonly Grant[]): readonly NamedGrants[] {
  const groups = groupBy(grants, ({ namespace, group, resource, name, verb }) =>
    keyOf(namespace, group, resource, name === '' ? 'all' : 'named', verb),
  );
  return groups.map((group) => ({
    place: keyOf(group[0].namespace, group[0].group, group[0].resource),
    grants: group,
    names: sorted(group.flatMap(({ name }) => (name === '' ? [] : [name]))),
    verb: group[0].verb,
  }));
}

/** The verbs that are allowed on the same names of one resource. */
function byVerbs(named: readonly NamedGrants[]): readonly RbacRule[] {
  return groupBy(named, ({ place, names }) => keyOf(place, ...names)).map((group) => {
    const [{ grants, names }] = group;
    const { namespace, group: apiGroup, resource } = grants[0] ?? emptyGrant;
    return {
      ...(namespace === '' ? {} : { namespace }),
      apiGroups: [apiGroup],
      resources: [resource],
      ...(names.length === 0 ? {} : { resourceNames: names }),
      verbs: inOrder(group.map(({ verb }) => verb)),
      why: reasons(group.flatMap((one) => one.grants)),
    };
  });
}

const emptyGrant: Grant = { namespace: '', group: '', resource: '', name: '', verb: '', why: '' };

/** Resources of one group that are allowed the same for the same reasons stand together. */
function byResources(rules: readonly RbacRule[]): RbacRule[] {
  return groupBy(rules, ({ resources: _resources, ...rest }) => JSON.stringify(rest)).map((group) => ({
    ...group[0],
    resources: sorted(group.flatMap(({ resources }) => resources)),
  }));
}

/** `get, list: finds it`: verbs that serve the same stand together. */
function reasons(grants: readonly Grant[]): readonly string[] {
  return groupBy(grants, ({ why }) => why)
    .map((group) => ({ verbs: inOrder(group.map(({ verb }) => verb)), why: group[0].why }))
    .sort((a, b) => compareVerbs(a.verbs[0] ?? '', b.verbs[0] ?? '') || compareText(a.why, b.why))
    .map(({ verbs, why }) => `${verbs.join(', ')}: ${why}`);
}

const verbOrder = ['get', 'list', 'create', 'update', 'patch', 'delete'];

function compareVerbs(a: string, b: string): number {
  return verbOrder.indexOf(a) - verbOrder.indexOf(b);
}

function inOrder(verbs: readonly string[]): readonly string[] {
  return [...new Set(verbs)].sort(compareVerbs);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

function compareRules(a: RbacRule, b: RbacRule): number {
  const keys = ({ namespace = '', apiGroups, resources, verbs, resourceNames = [] }: RbacRule): readonly string[] => [
    namespace,
    apiGroups.join(),
    resources.join(),
    verbs.join(),
    resourceNames.join(),
  ];
  const [left, right] = [keys(a), keys(b)];
  return left.map((key, index) => compareText(key, right[index] ?? '')).find((order) => order !== 0) ?? 0;
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** In the order of first sight; no group is empty. */
function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
