import { buildGraph, graphToJson, planMove, type KubeObject } from '@tsmove/move-core';
import { describe, expect, it } from 'vitest';
import { drawingProvider } from '../../../../move-core/src/testing/drawing-provider.ts';
import { drawSnapshot } from '../../../../move-core/src/testing/drawing.ts';
import { planned, ref, samplePlan } from '../../testing/samples.ts';
import { pageHtml } from '../render/page-html.ts';
import { pageSvg } from '../svg/svg.ts';
import type { GraphDocument } from './graph-document.ts';
import { graphPage } from './graph-page.ts';
import type { PageModel } from './page.ts';
import { planPage } from './plan-page.ts';
import { familyOf } from './scales.ts';

const around = { madeAt: '2026-11-21T10:05:00.000Z', tool: 'tsmove 0.1.0' };
const providers = [drawingProvider];

function drawn(drawing: string): { readonly page: PageModel; readonly graph: GraphDocument } {
  const snapshot = drawSnapshot(drawing);
  const graph = JSON.parse(graphToJson(buildGraph(snapshot, providers))) as GraphDocument;
  const plan = planMove(snapshot, { providers });
  return { page: planPage(plan, plan.diagnostics, { ...around, edges: graph.edges }), graph };
}

/** `Machine/m in Cluster fleet/a: move`, by name. */
function placed({ objects, groups }: PageModel): readonly string[] {
  return objects.map(({ kind, name, in: group, fate }) => `${kind}/${name} in ${groups[group]?.title}: ${fate}`).sort();
}

/** `Machine/m < Cluster/a (owner)`. */
function related({ objects }: PageModel): readonly string[] {
  const name = (position: number): string => `${objects[position]?.kind}/${objects[position]?.name}`;
  return objects
    .flatMap(({ owners = [] }, position) =>
      owners.map(([owner, relation]) => `${name(position)} < ${name(owner)} (${relation})`),
    )
    .sort();
}

describe('the page of a plan', () => {
  it('has each object with the Cluster that it belongs to, and what is shared or left apart', () => {
    const { page } = drawn(
      `
      Cluster/a > Machine/m > Secret/m
      Cluster/b > Secret/shared
      Cluster/a > Secret/shared
      ClusterClass/c .> Cluster/a
      ClusterClass/c .> elsewhere:Cluster/x@other
      MachinePool/loose
      Cluster/b > other:Deployment/d
    `,
    );
    expect(placed(page)).toEqual([
      'Cluster/a in Cluster fleet/a: move',
      'Cluster/b in Cluster fleet/b: move',
      'ClusterClass/c in Of no Cluster: copy',
      'Deployment/d in Left behind: collected',
      'Machine/m in Cluster fleet/a: move',
      'MachinePool/loose in Left behind: stay',
      'Secret/m in Cluster fleet/a: move',
      'Secret/shared in Shared by several Clusters: move',
    ]);
    expect(related(page)).toEqual([
      'Cluster/a < ClusterClass/c (uses)',
      'Machine/m < Cluster/a (owner)',
      'Secret/m < Machine/m (owner)',
      'Secret/shared < Cluster/a (owner)',
      'Secret/shared < Cluster/b (owner)',
    ]);
  });

  it('goes by what the plan says of owners where no graph is at hand', () => {
    const plan = samplePlan({
      objects: [
        planned('Cluster fleet/a', 0),
        planned('Machine fleet/m', 1, { owners: ['uid of Cluster fleet/a'], softOwners: ['uid of something else'] }),
        planned('Secret fleet/s', 2, { softOwners: ['uid of Cluster fleet/a'] }),
      ],
    });
    expect(related(planPage(plan, [], around))).toEqual([
      'Machine/m < Cluster/a (owner)',
      'Secret/s < Cluster/a (soft-owner)',
    ]);
  });

  it('says in a sentence what a move would come to', () => {
    const plan = samplePlan();
    const verdict = (findings: Parameters<typeof planPage>[1], of = plan): unknown =>
      planPage(of, findings, around).verdict;
    const [error, warning] = [
      { code: 'e', severity: 'error', message: 'it is so' },
      { code: 'w', severity: 'warning', message: 'it is so' },
    ] as const;
    expect(verdict([])).toEqual({
      tone: 'green',
      text: 'Nothing stands in the way: 3 objects to move, 1 to copy and keep and 1 left behind.',
    });
    expect(verdict([warning])).toMatchObject({ tone: 'amber', text: expect.stringMatching(/1 warning\.$/) as unknown });
    expect(verdict([error, error, warning])).toEqual({ tone: 'red', text: 'A move would be refused: 2 errors.' });
    expect(verdict([], samplePlan({ objects: [] }))).toEqual({ tone: 'grey', text: 'There is nothing to move.' });
  });

  it('has errors first, each with its object if that is on the page', () => {
    const page = planPage(
      samplePlan(),
      [
        { code: 'i', severity: 'info', message: 'so it is' },
        { code: 'e', severity: 'error', ref: ref('Machine fleet/prod-0'), message: 'it is so', remedy: 'Do this.' },
        { code: 'f', severity: 'error', ref: ref('Machine fleet/unknown'), message: 'it is so' },
      ],
      around,
    );
    expect(page.findings).toEqual([
      {
        severity: 'error',
        code: 'e',
        about: 'Machine fleet/prod-0',
        object: 2,
        message: 'it is so',
        remedy: 'Do this.',
      },
      { severity: 'error', code: 'f', about: 'Machine fleet/unknown', message: 'it is so' },
      { severity: 'info', code: 'i', message: 'so it is' },
    ]);
  });

  it('notes why an object is kept or left, and which owner is not written', () => {
    const { objects } = planPage(samplePlan(), [], around);
    expect(objects.map(({ notes }) => notes?.filter(([label]) => label !== 'resourceVersion'))).toEqual([
      [
        ['Kept because', 'Cluster other/x uses it'],
        ['Status', 'travels along'],
      ],
      [['Status', 'travels along']],
      [
        ['Status', 'travels along'],
        ['Owner not written', 'Secret fleet/prod-shim'],
      ],
      [['Status', 'has none']],
      [['Left because', 'it belongs to no Cluster']],
    ]);
  });
});

describe('pages and pictures', () => {
  it('hold no part of an object but its name', () => {
    const secret = 'c2VjcmV0LWluLWEtZmllbGQ=';
    const change = (object: KubeObject): KubeObject => ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: { ...object.metadata.labels, 'example/label': secret },
        annotations: { ...object.metadata.annotations, 'example/annotation': secret },
      },
      spec: { token: secret },
      data: { password: secret },
      status: { password: secret },
    });
    const snapshot = drawSnapshot('Cluster/a > Machine/m > Secret/s\nMachinePool/loose', {
      objects: { 'Cluster/a': change, 'Machine/m': change, 'Secret/s': change, 'MachinePool/loose': change },
    });
    expect(JSON.stringify(snapshot)).toContain(secret);
    const graph = JSON.parse(graphToJson(buildGraph(snapshot, providers))) as GraphDocument;
    const plan = planMove(snapshot, { providers });
    const models = [
      planPage(plan, plan.diagnostics, { ...around, edges: graph.edges }),
      graphPage(graph, { namespace: 'fleet', from: 'https://source.example', ...around }),
    ];
    for (const model of models) {
      expect(model.objects).toHaveLength(4);
      expect(pageHtml(model)).not.toContain(secret);
      expect(pageSvg(model)).not.toContain(secret);
    }
  });
});

describe('the page of a graph', () => {
  it('says of each object whether it takes part', () => {
    const { graph } = drawn(`
      Cluster/a > Machine/m
      gone:Machine/ghost > Secret/s
      ClusterClass/c .> elsewhere:Cluster/x@other
      ConfigMap/notes
    `);
    const page = graphPage(graph, { namespace: 'fleet', from: 'https://source.example', ...around });
    expect(placed(page)).toEqual([
      'Cluster/a in Cluster fleet/a: part',
      'Cluster/x in Takes no part: elsewhere',
      'ClusterClass/c in Of no Cluster: part',
      'ConfigMap/notes in Takes no part: outside',
      'Machine/ghost in Takes no part: named',
      'Machine/m in Cluster fleet/a: part',
      'Secret/s in Takes no part: outside',
    ]);
    expect(page.verdict).toEqual({ tone: 'blue', text: '3 objects of 7 would take part in a move.' });
  });

  it('tells circles of owners', () => {
    const { graph } = drawn('Cluster/c > Machine/a > Machine/b\nMachine/b > Machine/a');
    const page = graphPage(graph, { namespace: 'fleet', from: 'https://source.example', ...around });
    expect(page.verdict.tone).toBe('red');
    expect(page.findings).toMatchObject([
      {
        severity: 'error',
        code: 'owner-cycle',
        message: expect.stringContaining('Machine fleet/a > Machine fleet/b') as unknown,
      },
    ]);
  });
});

describe('the family of a kind', () => {
  it.each([
    [undefined, 'kubernetes'],
    ['apps', 'kubernetes'],
    ['rbac.authorization.k8s.io', 'kubernetes'],
    ['cluster.x-k8s.io', 'core'],
    ['controlplane.cluster.x-k8s.io', 'controlplane'],
    ['infrastructure.cluster.x-k8s.io', 'infrastructure'],
    ['ipam.metal3.io', 'ipam'],
    ['metal3.io', 'infrastructure'],
    ['addons.cluster.x-k8s.io', 'addons'],
    ['acme.example', 'other'],
  ])('of API group %s is %s', (group, family) => {
    expect(familyOf(group === undefined ? {} : { group })).toBe(family);
  });
});
