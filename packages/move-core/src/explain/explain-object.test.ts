import { describe, expect, it } from 'vitest';
import { planMove, type PlanOptions } from '../plan/plan-move.ts';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider, withRules } from '../testing/drawing-provider.ts';
import type { Provider } from '../provider/types.ts';
import { explainableObjects, explainObject } from './explain-object.ts';
import { suspendCommands } from './suspend.ts';
import type { ObjectExplanation } from './types.ts';

const holding: Provider = {
  name: 'holding',
  holds: [
    {
      kinds: [{ group: 'cluster.x-k8s.io', kind: 'Cluster' }],
      by: 'self',
      pause: (object) =>
        (object.spec as { paused?: boolean } | undefined)?.paused === true ? {} : { spec: { paused: true } },
      releaseOrder: 20,
      stopsDeletion: true,
      harmOnDelete: 'all Machines of the Cluster',
    },
    { kinds: [{}], by: 'cluster', stopsDeletion: true },
  ],
  blockedBy: ({ metadata }) => (metadata.annotations?.['busy'] === undefined ? undefined : 'it is busy'),
};

interface Asked extends Omit<PlanOptions, 'providers'> {
  readonly objects?: DrawingOptions['objects'];
  readonly providers?: readonly Provider[];
}

/** The explanation of the object with this kind and name. */
function explained(drawing: string, wanted: string, asked: Asked = {}): ObjectExplanation {
  const { objects, providers = [holding, drawingProvider], ...options } = asked;
  const snapshot = drawSnapshot(drawing, objects === undefined ? {} : { objects });
  const plan = planMove(snapshot, { providers, ...options });
  const ref = explainableObjects(snapshot).find(({ kind, name }) => `${kind}/${name}` === wanted);
  const found = ref === undefined ? undefined : explainObject(plan, ref, { snapshot, providers });
  if (found === undefined) throw new Error(`${wanted} is not in the drawing`);
  return found;
}

const labelled = (labels: Readonly<Record<string, string>>): NonNullable<DrawingOptions['objects']>[string] => {
  return ({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } });
};

describe('the explanation of an object', () => {
  it('tells the way up to what takes it along, and when it is created', () => {
    const secret = explained('Cluster/a > Machine/m > KubeadmConfig/k > Secret/s', 'Secret/s');
    expect(secret).toMatchObject({
      fate: 'move',
      because: 'it belongs to Cluster fleet/a, which moves with all that is below it',
      placed: { group: 3, groups: 4 },
    });
    expect(secret.chain.map(({ relation, ref }) => `${relation} ${ref.kind}/${ref.name}`)).toEqual([
      'owner KubeadmConfig/k',
      'owner Machine/m',
      'owner Cluster/a',
    ]);
    expect(secret.clusters.map(({ name }) => name)).toEqual(['a']);
  });

  it('says what holds it: its own pause, or that of its Clusters; and what may not be touched yet', () => {
    const drawing = 'Cluster/a > Machine/m\nCluster/b > Machine/m';
    expect(explained(drawing, 'Machine/m').hold).toMatchObject({
      by: 'cluster',
      holders: [{ name: 'a' }, { name: 'b' }],
      blockedBy: [],
    });
    expect(explained(drawing, 'Cluster/a').hold).toMatchObject({
      by: 'self',
      pausedByUser: false,
      releaseOrder: 20,
      harmOnDelete: 'all Machines of the Cluster',
    });
    const busy = explained(drawing, 'Cluster/a', {
      objects: {
        'Cluster/a': (object) => ({
          ...object,
          spec: { paused: true },
          metadata: { ...object.metadata, annotations: { busy: 'yes' } },
        }),
      },
    });
    expect(busy.hold).toMatchObject({ pausedByUser: true, blockedBy: ['it is busy'] });
  });

  it('says why something is copied, and what only stays is not held', () => {
    const drawing = 'Cluster/a > Secret/s\nCluster/b > Secret/s\nSecret/alone';
    const copied = explained(drawing, 'Secret/s', { clusters: ['a'] });
    expect(copied.fate).toBe('copy');
    expect(copied.because).toContain('Cluster fleet/b');
    const alone = explained(drawing, 'Secret/alone');
    expect(alone).toMatchObject({
      fate: 'stay',
      because: 'nothing that moves owns it, and neither it nor its kind is labelled to move',
      chain: [],
    });
    expect(alone).not.toHaveProperty('hold');
    expect(explained(drawing, 'Cluster/b', { clusters: ['a'] }).because).toBe(
      'it belongs to none of the selected Clusters',
    );
  });

  it('gives the reason of a rule that keeps a kind back', () => {
    const rule = { kinds: [{ group: '', kind: 'Secret' }], leave: { because: 'its controller makes it anew' } };
    expect(explained('Cluster/a > Secret/s', 'Secret/s', { providers: withRules(rule) })).toMatchObject({
      fate: 'collected',
      because: 'its controller makes it anew',
    });
  });

  it('has the findings about it, and no others', () => {
    const { findings } = explained('Cluster/a > Machine/m\nMachine/lost', 'Machine/lost');
    expect(findings.map(({ code }) => code)).toEqual(['left-behind']);
    expect(explained('Cluster/a > Machine/m\nMachine/lost', 'Machine/m').findings).toEqual([]);
  });

  it('knows what would fight the move: what applies the object, and what applies something above it', () => {
    const objects = {
      'Cluster/a': labelled({
        'kustomize.toolkit.fluxcd.io/name': 'fleet',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      }),
      'Machine/m': labelled({ 'argocd.argoproj.io/instance': 'machines' }),
    };
    const { gitops } = explained('Cluster/a > Machine/m > Secret/s', 'Machine/m', { objects });
    expect(gitops.map(({ owner, on }) => [owner.tool, owner.kind, owner.name, on.kind])).toEqual([
      ['Argo CD', 'Application', 'machines', 'Machine'],
      ['Flux', 'Kustomization', 'fleet', 'Cluster'],
    ]);
    expect(explained('Cluster/a > Machine/m > Secret/s', 'Secret/s').gitops).toEqual([]);
  });
});

describe('the commands that suspend', () => {
  it.each([
    [
      { tool: 'Flux', kind: 'Kustomization', name: 'fleet', namespace: 'flux-system' } as const,
      'flux suspend kustomization fleet -n flux-system',
    ],
    [
      { tool: 'Flux', kind: 'HelmRelease', name: 'fleet', namespace: 'apps' } as const,
      'flux suspend helmrelease fleet -n apps',
    ],
    [{ tool: 'Argo CD', kind: 'Application', name: 'fleet' } as const, 'argocd app set fleet --sync-policy none'],
    [
      { tool: 'Argo CD', kind: 'Application', name: 'fleet', namespace: 'teams' } as const,
      'argocd app set teams/fleet --sync-policy none',
    ],
    [{ tool: 'Flux', kind: 'Kustomization' } as const, 'flux suspend kustomization NAME -n NAMESPACE'],
  ])('of %o begin with its own program', (owner, command) => {
    const [first, second] = suspendCommands(owner);
    expect(first).toBe(command);
    expect(second).toMatch(/^kubectl patch .* --type merge -p '\{"spec":\{.*\}\}'$/);
  });

  it('with kubectl write under the name that Flux leaves alone', () => {
    const [, patch] = suspendCommands({ tool: 'Flux', kind: 'Kustomization', name: 'a', namespace: 'b' });
    expect(patch).toContain('--field-manager=flux-client-side-apply');
  });
});
