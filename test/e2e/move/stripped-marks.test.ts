import type { ApiServer } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ControlPlane } from '../../support/control-plane/control-plane.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { until } from '../../support/processes/until.ts';
import { census, essence, type Census } from '../../support/census.ts';
import { requireMoved, runMove } from './run.ts';

let pair: Pair;

const marks = ['tsmove.dev/move', 'tsmove.dev/paused-by', 'tsmove.dev/hold'] as const;
const base = '/apis/admissionregistration.k8s.io/v1beta1';

beforeAll(async () => {
  pair = await startPair({
    crds: 'all',
    apiserverFlags: [
      '--feature-gates=MutatingAdmissionPolicy=true',
      '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
    ],
  });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
});

afterAll(() => pair.stop());

/** The target takes our annotations off whatever is created, as some mutating webhooks do with all they do not know. */
async function stripMarks({ api }: ControlPlane): Promise<void> {
  for (const mark of marks) {
    const name = `strip-${mark.replace('tsmove.dev/', '')}.example.com`;
    const has = `has(object.metadata.annotations) && "${mark}" in object.metadata.annotations`;
    await api.call('POST', `${base}/mutatingadmissionpolicies`, {
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        reinvocationPolicy: 'Never',
        matchConstraints: {
          resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'] }],
        },
        matchConditions: [{ name: 'marked', expression: has }],
        mutations: [
          {
            patchType: 'JSONPatch',
            jsonPatch: {
              expression: `[JSONPatch{op: "remove", path: "/metadata/annotations/" + jsonpatch.escapeKey("${mark}")}]`,
            },
          },
        ],
      },
    });
    await api.call('POST', `${base}/mutatingadmissionpolicybindings`, {
      metadata: { name },
      spec: { policyName: name },
    });
  }
  await until({ what: 'the policies to take effect' }, async () => {
    const annotations = Object.fromEntries(marks.map((mark) => [mark, 'x']));
    const body = { metadata: { name: 'probe', annotations } };
    const made = await api.call<{ readonly metadata: { readonly annotations?: object } }>(
      'POST',
      '/api/v1/namespaces/default/configmaps?dryRun=All',
      body,
    );
    return Object.keys(made.metadata.annotations ?? {}).length === 0;
  });
}

/** Each create is carried out, and its answer is lost: what is there then has to be recognised. */
function losingCreates(server: ApiServer): ApiServer {
  return {
    ...server,
    async create(...call) {
      await server.create(...call);
      return server.create(...call);
    },
  };
}

function essences(all: Census): readonly (readonly [string, string])[] {
  return [...all].map(([name, object]) => [name, essence(object, { managers: true })]);
}

test('what a move has created is told from others behind a webhook that strips annotations', async () => {
  const namespace = 'stripped';
  await stripMarks(pair.target);
  await draw(
    pair.source,
    namespace,
    `ClusterClass/c > DockerClusterTemplate/c
     Cluster/a ~ ClusterClass/c
     Cluster/a > Machine/m > KubeadmConfig/m > Secret/m`,
    {
      'Machine/m': { finalizers: ['machine.cluster.x-k8s.io'], annotations: { 'example.com/note': 'kept' } },
    },
  );
  const before = essences(await census(pair.source, namespace));
  requireMoved(await runMove(pair, { namespace, wrap: losingCreates }));
  expect(essences(await census(pair.target, namespace))).toEqual(before);
  expect([...(await census(pair.source, namespace)).keys()]).toEqual([]);
});
