import { describe, expect, it } from 'vitest';
import { drawSnapshot } from '../testing/drawing.ts';
import { drawingProvider } from '../testing/drawing-provider.ts';
import { buildGraph } from './build.ts';
import { graphToJson } from './graph-to-json.ts';
import { renderDot } from './render-dot.ts';
import { renderMermaid } from './render-mermaid.ts';
import type { ObjectGraph } from './types.ts';

function graphOf(drawing: string): ObjectGraph {
  return buildGraph(drawSnapshot(drawing), [drawingProvider]);
}

const fleet = graphOf(`
  ClusterClass/k ~> Cluster/c > Machine/m > Secret/s
  gone:Secret/c-shim > Machine/m
  ClusterResourceSet/r .> Cluster/c
  ConfigMap/kube-root-ca.crt
`);

describe('the DOT rendering', () => {
  it('boxes Clusters, dashes soft owners, greys what takes no part and leaves out what is linked to nothing', () => {
    expect(renderDot(fleet)).toMatchInlineSnapshot(`
      "digraph objects {
        rankdir=LR;
        node [shape=box, style=rounded, fontname="sans-serif"];
        n1 [label="Secret\\nfleet/c-shim", style="rounded,dashed", color=gray, fontcolor=gray];
        n3 [label="ClusterResourceSet\\nfleet/r"];
        n5 [label="ClusterClass\\nfleet/k"];
        subgraph cluster_1 {
          label="Cluster fleet/c";
          n2 [label="Secret\\nfleet/s"];
          n4 [label="Cluster\\nfleet/c", penwidth=2];
          n6 [label="Machine\\nfleet/m"];
        }
        n1 -> n6;
        n3 -> n4 [style=dotted, arrowhead=open];
        n4 -> n6;
        n5 -> n4 [style=dashed];
        n6 -> n2;
      }
      "
    `);
  });

  it('quotes what would end a label', () => {
    const odd = graphOf('Cluster/c');
    const [node] = odd.nodes;
    const renamed = { ...odd, nodes: odd.nodes.map((one) => ({ ...one, ref: { ...one.ref, name: 'a"]; b\\n' } })) };
    expect(node).toBeDefined();
    expect(renderDot(renamed)).toContain('label="Cluster\\nfleet/a\\"]; b\\\\n"');
  });

  it('greys what it is told to', () => {
    expect(renderDot(graphOf('Cluster/c'), { greyed: new Set(['Cluster/c']) })).toContain('color=gray');
  });
});

describe('the Mermaid rendering', () => {
  it('shows the same', () => {
    expect(renderMermaid(fleet)).toMatchInlineSnapshot(`
      "flowchart LR
        n1("Secret<br/>fleet/c-shim")
        n3["ClusterResourceSet<br/>fleet/r"]
        n5["ClusterClass<br/>fleet/k"]
        subgraph g1["Cluster fleet/c"]
          n2["Secret<br/>fleet/s"]
          n4[["Cluster<br/>fleet/c"]]
          n6["Machine<br/>fleet/m"]
        end
        n1 --> n6
        n3 -. uses .-> n4
        n4 --> n6
        n5 -.-> n4
        n6 --> n2
        classDef grey color:#888,stroke:#bbb,stroke-dasharray:3
        class n1 grey
      "
    `);
  });

  it('has no character in a label that Mermaid would read', () => {
    const odd = graphOf('Cluster/c');
    const renamed = { ...odd, nodes: odd.nodes.map((one) => ({ ...one, ref: { ...one.ref, name: 'a"]<b>#é' } })) };
    expect(renderMermaid(renamed)).toContain('n1[["Cluster<br/>fleet/a#34;#93;#60;b#62;#35;#233;"]]');
  });
});

describe('the graph as JSON', () => {
  it('has nodes, edges and cycles, but no bodies', () => {
    const json: unknown = JSON.parse(graphToJson(graphOf('Cluster/c > Secret/s > Secret/s')));
    expect(json).toMatchInlineSnapshot(`
      {
        "cycles": [
          {
            "members": [
              "Secret/s",
            ],
            "path": "Secret fleet/s > Secret fleet/s",
          },
        ],
        "edges": [
          {
            "dependent": "Secret/s",
            "owner": "Cluster/c",
            "relation": "owner",
          },
          {
            "dependent": "Secret/s",
            "owner": "Secret/s",
            "relation": "owner",
          },
        ],
        "nodes": [
          {
            "forceMove": false,
            "global": false,
            "globalHierarchy": false,
            "origin": "discovered",
            "ref": {
              "group": "",
              "kind": "Secret",
              "name": "s",
              "namespace": "fleet",
              "version": "v1",
            },
            "root": false,
            "takesPart": true,
            "tenants": [
              "Cluster/c",
            ],
            "uid": "Secret/s",
          },
          {
            "forceMove": true,
            "global": false,
            "globalHierarchy": false,
            "origin": "discovered",
            "ref": {
              "group": "cluster.x-k8s.io",
              "kind": "Cluster",
              "name": "c",
              "namespace": "fleet",
              "version": "v1beta2",
            },
            "root": true,
            "takesPart": true,
            "tenants": [
              "Cluster/c",
            ],
            "uid": "Cluster/c",
          },
        ],
      }
    `);
  });
});
