import { describe, expect, it } from 'vitest';
import { drawSnapshot } from '../../testing/drawing.ts';
import { planOf } from '../../testing/plan-of.ts';
import type { ServedResource } from '../../server/resources/types.ts';
import type { RightsFacts } from './facts.ts';
import { rightsFor, type RbacRule } from './rbac-rules.ts';

const snapshot = drawSnapshot('Cluster/c > Machine/m > Secret/s\nWidget/w');

function facts(more: Partial<RightsFacts> = {}): RightsFacts {
  return {
    plan: planOf(snapshot, { move: ['c', 'm', 's'] }),
    snapshot,
    providers: [],
    needStatus: true,
    targetNamespaces: new Map([['fleet', 'present']]),
    present: new Set(),
    withoutSystemNamespace: new Set(),
    journalInClusters: false,
    withoutInventory: false,
    served: { source: undefined, target: undefined },
    ...more,
  };
}

/** `fleet: get, list of secrets`; names in brackets. */
function lines(rules: readonly RbacRule[]): readonly string[] {
  return rules.map(
    ({ namespace = '*', verbs, resources, resourceNames }) =>
      `${namespace}: ${verbs.join(', ')} of ${resources.join(', ')}${resourceNames === undefined ? '' : ` [${resourceNames.join(', ')}]`}`,
  );
}

function served(plural: string, more: Partial<ServedResource> = {}): ServedResource {
  const kind = { group: 'apps', version: 'v1', kind: plural, plural, namespaced: true, hasStatus: false };
  return { ...kind, verbs: ['get', 'list'], ...more };
}

const found = { unavailable: [] };

describe('the rights of a move', () => {
  it('are one rule for all resources of a group that the same is done to, each place by itself', () => {
    const { source, target } = rightsFor(facts());
    expect(lines(source)).toMatchInlineSnapshot(`
      [
        "*: get of namespaces [fleet, kube-system, tsmove-system]",
        "*: get of customresourcedefinitions [clusters.cluster.x-k8s.io]",
        "*: list of customresourcedefinitions",
        "*: list of providers",
        "fleet: get, list, create, patch, delete of secrets",
        "fleet: get, list, create, patch, delete of clusters, machines",
        "fleet: update of clusters/status, machines/status",
        "fleet: list of widgets",
        "tsmove-system: get, list, create, update, delete of leases",
      ]
    `);
    expect(lines(target)).toMatchInlineSnapshot(`
      [
        "*: get of namespaces [fleet, kube-system, tsmove-system]",
        "*: get of customresourcedefinitions [clusters.cluster.x-k8s.io]",
        "*: list of providers",
        "fleet: get, list, create, patch, delete of secrets",
        "fleet: get, list, create, patch, delete of clusters, machines",
        "fleet: update of clusters/status, machines/status",
        "tsmove-system: get, list, create, update, delete of leases",
      ]
    `);
  });

  it('say for each verb what it is for', () => {
    const rule = rightsFor(facts()).target.find(({ resources }) => resources.includes('secrets'));
    expect(rule?.why).toMatchInlineSnapshot(`
      [
        "get, list: looks whether it is there, and compares it",
        "create: creates it",
        "patch: restores its field managers, and releases it at the end",
        "delete: removes it if the move is undone",
      ]
    `);
  });

  it('are the same bytes for the same facts', () => {
    const turned = { ...snapshot, types: [...snapshot.types].reverse(), objects: [...snapshot.objects].reverse() };
    const plan = planOf(turned, { move: ['c', 'm', 's'] });
    expect(JSON.stringify(rightsFor(facts({ snapshot: turned, plan })))).toBe(JSON.stringify(rightsFor(facts())));
  });

  it('are for all namespaces of a target that lacks one, and nothing then stands twice', () => {
    const { target } = rightsFor(
      facts({
        targetNamespaces: new Map([['fleet', 'missing']]),
        served: {
          source: undefined,
          target: { ...found, resources: [served('deployments'), served('secrets', { group: '' })] },
        },
      }),
    );
    expect(new Set(target.map(({ namespace }) => namespace))).toEqual(new Set([undefined, 'tsmove-system']));
    expect(lines(target)).toEqual(
      expect.arrayContaining([
        '*: list of deployments',
        '*: create of namespaces',
        '*: get of namespaces [fleet, kube-system, tsmove-system]',
        '*: patch, delete of namespaces [fleet]',
        '*: get, list, create, patch, delete of secrets',
      ]),
    );
    expect(lines(target).filter((line) => line.includes('secrets'))).toHaveLength(1);
  });

  it('include the lists of what may depend on what moves, of kinds that are stored', () => {
    const resources = [served('jobs', { group: 'batch' }), served('pods', { group: 'metrics.k8s.io' })];
    const { source } = rightsFor(facts({ served: { source: { ...found, resources }, target: undefined } }));
    expect(lines(source)).toContain('fleet: list of jobs');
    expect(lines(source).join()).not.toContain('pods');
  });

  it('include what providers look for in the target, and definitions where there is no inventory', () => {
    const host = { group: 'infra.example', kind: 'Host' };
    const resources = [served('hosts', host)];
    const { source, target } = rightsFor(
      facts({
        providers: [{ name: 'hosts', readsInTarget: [host, { ...host, kind: 'Absent' }] }],
        served: { source: undefined, target: { ...found, resources } },
        withoutInventory: true,
      }),
    );
    expect(lines(target)).toContain('*: list of hosts');
    for (const rules of [source, target]) {
      const definitions = rules.find(
        ({ resources: [one], resourceNames }) => one === 'customresourcedefinitions' && resourceNames,
      );
      expect(definitions?.resourceNames).toEqual(['clusters.cluster.x-k8s.io', 'machines.cluster.x-k8s.io']);
    }
  });

  it('include a look at an owner that is no object of the move, where a list does not show it', () => {
    const drawn = drawSnapshot('Cluster/c > Machine/m\ngone:Thing/x > Machine/m\nunseen:Thing/y > Secret/s');
    const resources = [served('things', { group: 'infrastructure.cluster.x-k8s.io', kind: 'Thing' })];
    const { source } = rightsFor(
      facts({
        snapshot: drawn,
        plan: planOf(drawn, { move: ['c', 'm', 's'] }),
        served: { source: { ...found, resources }, target: undefined },
      }),
    );
    expect(lines(source).filter((line) => line.includes('things'))).toEqual(['fleet: get, list of things']);
    const present = {
      ...drawn,
      owners: new Map([...drawn.owners].map(([uid]) => [uid, { state: 'present' }] as const)),
    };
    const plan = planOf(present, { move: ['c', 'm', 's'] });
    const listed = rightsFor(
      facts({ snapshot: present, plan, served: { source: { ...found, resources }, target: undefined } }),
    );
    expect(lines(listed.source)).toContain('fleet: list of things');
  });

  it('include what is used from another namespace, and there alone', () => {
    const drawn = drawSnapshot('Cluster/c\nTemplate/t@classes');
    const { source, target } = rightsFor(
      facts({
        snapshot: drawn,
        plan: planOf(drawn, { move: ['c'], copy: ['t'] }),
        targetNamespaces: new Map([
          ['classes', 'present'],
          ['fleet', 'present'],
        ]),
      }),
    );
    expect(lines(source).filter((line) => line.startsWith('classes'))).toMatchInlineSnapshot(`
      [
        "classes: get, list of templates",
      ]
    `);
    expect(lines(target)).toContain('*: get of namespaces [classes, fleet, kube-system, tsmove-system]');
  });

  it('are fewer without status, and more with a journal in the clusters', () => {
    const all = (more: Partial<RightsFacts>): readonly string[] => {
      const { source, target } = rightsFor(facts(more));
      return [...lines(source).map((line) => `source ${line}`), ...lines(target).map((line) => `target ${line}`)];
    };
    const usual = all({});
    const withoutStatus = all({ needStatus: false });
    expect(usual.filter((line) => !withoutStatus.includes(line))).toMatchInlineSnapshot(`
      [
        "target fleet: update of clusters/status, machines/status",
      ]
    `);
    const journal = all({ journalInClusters: true });
    expect(journal.filter((line) => !usual.includes(line))).toEqual(
      ['source', 'target'].map((side) => `${side} tsmove-system: get, list, create, update, delete of secrets`),
    );
  });

  it('on what the target has already are to find and to compare it', () => {
    const uid = snapshot.objects.find(({ metadata }) => metadata.name === 's')?.metadata.uid ?? '';
    const { target } = rightsFor(facts({ present: new Set([uid]) }));
    expect(lines(target)).toContain('fleet: get, create of secrets');
  });
});
