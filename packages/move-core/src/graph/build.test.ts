import { describe, expect, it } from 'vitest';
import { drawSnapshot, type DrawingOptions } from '../testing/drawing.ts';
import { drawingProvider, withRules } from '../testing/drawing-provider.ts';
import { buildGraph } from './build.ts';
import { isMoveNode } from './neighbours.ts';
import type { ObjectGraph, ObjectNode } from './types.ts';

function graphOf(drawing: string, options?: DrawingOptions): ObjectGraph {
  return buildGraph(drawSnapshot(drawing, options), [drawingProvider]);
}

function get(graph: ObjectGraph, uid: string): ObjectNode {
  const node = graph.nodeOf(uid);
  if (node === undefined) throw new Error(`no node ${uid}`);
  return node;
}

function edgesOf(graph: ObjectGraph): readonly string[] {
  return graph.digraph.mapEdges((_edge, { relation }, owner, dependent) => `${owner} ${relation} ${dependent}`).sort();
}

function takingPart(graph: ObjectGraph): readonly string[] {
  return graph.nodes.filter(isMoveNode).map(({ uid }) => uid);
}

describe('the graph', () => {
  it('has an edge from each owner to its dependent', () => {
    expect(edgesOf(graphOf('Cluster/c > Machine/m > Secret/s'))).toEqual([
      'Cluster/c owner Machine/m',
      'Machine/m owner Secret/s',
    ]);
  });

  it('has soft owners and uses as edges of their own', () => {
    const graph = graphOf(`
      ClusterClass/k ~> Cluster/c ~> Secret/c-ca
      ClusterResourceSet/r .> Cluster/c
    `);
    expect(edgesOf(graph)).toEqual([
      'Cluster/c soft-owner Secret/c-ca',
      'ClusterClass/k soft-owner Cluster/c',
      'ClusterResourceSet/r uses Cluster/c',
    ]);
  });

  it('keeps one edge where there are several relations: an owner before a soft owner before a use', () => {
    const graph = graphOf(`
      Cluster/c > Secret/a
      Cluster/c ~> Secret/a
      Cluster/c .> Secret/a
      Cluster/c ~> Secret/b
      Cluster/c .> Secret/b
    `);
    expect(edgesOf(graph)).toEqual(['Cluster/c owner Secret/a', 'Cluster/c soft-owner Secret/b']);
  });

  it('takes two references to the same owner for one (C2.3)', () => {
    const twice = { apiVersion: 'cluster.x-k8s.io/v1beta2', kind: 'Cluster', name: 'c', uid: 'Cluster/c' };
    const graph = graphOf('Cluster/c > Machine/m', {
      objects: {
        'Machine/m': (object) => ({ ...object, metadata: { ...object.metadata, ownerReferences: [twice, twice] } }),
      },
    });
    expect(edgesOf(graph)).toEqual(['Cluster/c owner Machine/m']);
  });

  it('finds an owner by its UID alone, whatever the reference calls it (C2.3)', () => {
    const reference = { apiVersion: 'other/v1', kind: 'Other', name: 'other', uid: 'Cluster/c' };
    const graph = graphOf('Cluster/c\nMachine/m', {
      objects: {
        'Machine/m': (object) => ({ ...object, metadata: { ...object.metadata, ownerReferences: [reference] } }),
      },
    });
    expect(get(graph, 'Cluster/c').ref.kind).toBe('Cluster');
    expect(takingPart(graph)).toContain('Machine/m');
  });

  it('makes a virtual node of an owner that is not among the objects (C3)', () => {
    const node = get(graphOf('gone:Cluster/x > Secret/s'), 'Cluster/x');
    expect(node).toMatchObject({ origin: 'virtual', lookup: { state: 'absent' }, root: false, forceMove: false });
    expect(node.ref).toMatchObject({ kind: 'Cluster', namespace: 'fleet', name: 'x' });
    expect(isMoveNode(node)).toBe(false);
    expect(node.tenants.size).toBe(0);
  });

  it('does not know of an owner that discovery has not looked up', () => {
    const snapshot = { ...drawSnapshot('gone:Cluster/x > Secret/s'), owners: new Map() };
    expect(get(buildGraph(snapshot, [drawingProvider]), 'Cluster/x').lookup?.state).toBe('unknown');
  });

  it('puts a virtual owner of a cluster-scoped kind into no namespace', () => {
    const graph = graphOf('gone:Identity/i > Secret/s', { kinds: { Identity: { namespaced: false } } });
    expect(get(graph, 'Identity/i').ref).not.toHaveProperty('namespace');
  });

  it('names every object in the discovered version, however old a reference to it is (beats C2.4)', () => {
    const old = { apiVersion: 'cluster.x-k8s.io/v1alpha4', kind: 'Cluster', name: 'x', uid: 'x' };
    const graph = graphOf('Cluster/c\nMachine/m', {
      objects: {
        'Cluster/c': { apiVersion: 'cluster.x-k8s.io/v1beta1' },
        'Machine/m': (object) => ({ ...object, metadata: { ...object.metadata, ownerReferences: [old] } }),
      },
    });
    expect(get(graph, 'Cluster/c').ref.version).toBe('v1beta2');
    expect(get(graph, 'x').ref.version).toBe('v1beta2');
  });

  it('refuses objects without a UID, and kinds that nobody discovered', () => {
    const snapshot = drawSnapshot('Cluster/c > Machine/m');
    expect(() => buildGraph({ ...snapshot, types: snapshot.types.slice(0, 1) }, [])).toThrow(
      'Machine fleet/m: its kind was not discovered',
    );
    const nameless = snapshot.objects.map(({ metadata: { uid: _uid, ...metadata }, ...rest }) => ({
      ...rest,
      metadata,
    }));
    expect(() => buildGraph({ ...snapshot, objects: nameless }, [])).toThrow('it was read without a UID');
  });

  it('reads an object once that was listed twice', () => {
    const snapshot = drawSnapshot('Cluster/c > Machine/m');
    const graph = buildGraph({ ...snapshot, objects: [...snapshot.objects, ...snapshot.objects] }, [drawingProvider]);
    expect(graph.nodes).toHaveLength(2);
  });

  it('is frozen', () => {
    expect(graphOf('Cluster/c').nodes.every((node) => Object.isFrozen(node))).toBe(true);
  });
});

describe('what takes part', () => {
  it.each<[string, string, DrawingOptions, readonly string[]]>([
    ['what is below a Cluster (C5.1)', 'Cluster/c > Machine/m > Secret/s', {}, ['Cluster/c', 'Machine/m', 'Secret/s']],
    ['what is below a soft owner', 'Cluster/c ~> Secret/s', {}, ['Secret/s', 'Cluster/c']],
    ['nothing that is only used', 'Pool/p .> Cluster/c', {}, ['Cluster/c']],
    ['nothing that has no owner and no label (C6)', 'Machine/m\nSecret/s', {}, []],
    ['a labelled object, but not what it owns (C6)', 'Pool/p{move} > Secret/s', {}, ['Pool/p']],
    ['an object labelled with its hierarchy', 'Pool/p{hierarchy} > Secret/s', {}, ['Secret/s', 'Pool/p']],
    ['a kind labelled move', 'Pool/p > Secret/s', { kinds: { Pool: { moveLabel: true } } }, ['Pool/p']],
    [
      'a kind labelled move-hierarchy',
      'Pool/p > Secret/s',
      { kinds: { Pool: { moveHierarchyLabel: true } } },
      ['Secret/s', 'Pool/p'],
    ],
    [
      'a kind with an irregular plural by its labels (B1.7)',
      'HardwareData/h',
      { kinds: { HardwareData: { plural: 'hardwaredata', moveLabel: true } } },
      ['HardwareData/h'],
    ],
    ['nothing below an owner that is known by name only (C3.1)', 'unseen:Cluster/x > Secret/s', {}, []],
    ['nothing elsewhere', 'elsewhere:Cluster/d@other\nCluster/c', {}, ['Cluster/c']],
  ])('is %s', (_title, drawing, options, expected) => {
    expect([...takingPart(graphOf(drawing, options))].sort()).toEqual([...expected].sort());
  });

  it('is decided by rules of providers as by labels', () => {
    const providers = withRules(
      { kinds: [{ kind: 'Host' }], move: true },
      { kinds: [{ kind: 'Pool' }], root: true },
      { kinds: [{ kind: 'Agent' }], leave: { because: 'agents stay' } },
    );
    const graph = buildGraph(
      drawSnapshot('Host/h > Secret/a\nPool/p > Secret/b\nCluster/c > Agent/x{move,hierarchy} > Secret/s'),
      providers,
    );
    expect([...takingPart(graph)].sort()).toEqual(['Cluster/c', 'Host/h', 'Pool/p', 'Secret/b', 'Secret/s']);
  });

  it.each(['true', 'false', ''])('is labelled with the value %j', (value) => {
    const graph = graphOf('Pool/p', {
      objects: {
        'Pool/p': (object) => ({
          ...object,
          metadata: { ...object.metadata, labels: { 'clusterctl.cluster.x-k8s.io/move': value } },
        }),
      },
    });
    expect(takingPart(graph)).toEqual(['Pool/p']);
  });
});

describe('tenants', () => {
  it('are all roots above an object, and itself (C5)', () => {
    const graph = graphOf('ClusterClass/k ~> Cluster/c > Machine/m');
    expect([...get(graph, 'ClusterClass/k').tenants]).toEqual(['ClusterClass/k']);
    expect([...get(graph, 'Machine/m').tenants].sort()).toEqual(['Cluster/c', 'ClusterClass/k']);
  });

  it('are joined where there are several ways up', () => {
    const graph = graphOf(`
      Cluster/a > Secret/s
      Cluster/b > Secret/s > ConfigMap/m
    `);
    expect([...get(graph, 'ConfigMap/m').tenants].sort()).toEqual(['Cluster/a', 'Cluster/b']);
  });

  it('are one set for all objects that have the same', () => {
    const graph = graphOf(`
      ClusterClass/k ~> Cluster/c > Machine/m > Secret/s
      ClusterClass/k > Secret/s
      Cluster/c > Secret/t
    `);
    expect(get(graph, 'Machine/m').tenants).toBe(get(graph, 'Cluster/c').tenants);
    expect(get(graph, 'Secret/s').tenants).toBe(get(graph, 'Cluster/c').tenants);
    expect(get(graph, 'Secret/t').tenants).toBe(get(graph, 'Cluster/c').tenants);
  });

  it('mark what is below a cluster-scoped root, even if a Cluster is above it too (C5.2)', () => {
    const graph = graphOf('Identity/i > Secret/s\nCluster/c > Secret/s\nCluster/c > Secret/t', {
      kinds: { Identity: { namespaced: false, moveHierarchyLabel: true } },
    });
    expect(get(graph, 'Identity/i')).toMatchObject({ global: true, globalHierarchy: true });
    expect(get(graph, 'Secret/s')).toMatchObject({ global: false, globalHierarchy: true });
    expect(get(graph, 'Secret/t')).toMatchObject({ global: false, globalHierarchy: false });
  });

  it('are shared by all objects of a cycle and those below it (C5.4)', () => {
    const graph = graphOf(`
      Cluster/c > Machine/a > Machine/b > Machine/a
      Machine/b > Secret/s
    `);
    for (const uid of ['Machine/a', 'Machine/b', 'Secret/s']) {
      expect([...get(graph, uid).tenants]).toEqual(['Cluster/c']);
    }
  });

  it('do not come from elsewhere', () => {
    const graph = graphOf('ClusterClass/k ~> elsewhere:Cluster/d@other > Machine/m@other');
    expect(get(graph, 'Cluster/d@other')).toMatchObject({ origin: 'elsewhere', root: false });
    expect(get(graph, 'Machine/m@other').tenants.size).toBe(0);
  });
});

describe('cycles', () => {
  it('are named as a path that comes back to its start', () => {
    const graph = graphOf('Cluster/c > MachineSet/a > Machine/b > MachineSet/a');
    expect(graph.cycles.map(({ path }) => path)).toEqual(['Machine fleet/b > MachineSet fleet/a > Machine fleet/b']);
    expect(get(graph, 'MachineSet/a').cycle).toBe(graph.cycles[0]);
    expect(get(graph, 'Cluster/c').cycle).toBeUndefined();
  });

  it('may be of one object', () => {
    expect(graphOf('Machine/m > Machine/m').cycles.map(({ path }) => path)).toEqual([
      'Machine fleet/m > Machine fleet/m',
    ]);
  });

  it('are named one by one in a tangle, each object on at least one', () => {
    const graph = graphOf(`
      Machine/a > Machine/b > Machine/a
      Machine/b > Machine/c > Machine/b
    `);
    expect(graph.cycles.map(({ path }) => path)).toEqual([
      'Machine fleet/a > Machine fleet/b > Machine fleet/a',
      'Machine fleet/c > Machine fleet/b > Machine fleet/c',
    ]);
  });

  it('may run through soft owners, but not through uses', () => {
    expect(graphOf('Cluster/c > Secret/s ~> Cluster/c').cycles).toHaveLength(1);
    expect(graphOf('Cluster/c > Secret/s .> Cluster/c').cycles).toHaveLength(0);
  });

  it('of any length are found without recursion', () => {
    const size = 20_000;
    const ring = Array.from({ length: size + 1 }, (_, number) => `Machine/m${number % size}`).join(' > ');
    const [cycle] = graphOf(ring).cycles;
    expect(cycle?.members).toHaveLength(size);
  });
});

describe('the order of nodes', () => {
  it('has owners before their dependents', () => {
    const graph = graphOf('Secret/a\nCluster/c > Machine/m > Secret/s\nClusterClass/k ~> Cluster/c');
    const order = graph.ownersFirst.map(({ uid }) => uid);
    expect(order.filter((uid) => uid !== 'Secret/a')).toEqual(['ClusterClass/k', 'Cluster/c', 'Machine/m', 'Secret/s']);
  });
});
