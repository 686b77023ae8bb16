import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileJournalStore, PartialMoveError, type ApiServer, type MoveHistory } from '@tsmove/move-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { tsmove } from '../cli/program.ts';
import { begin, startBed } from '../trouble/bed.ts';
import { sidesOf } from '../trouble/sides.ts';

let pair: Pair;
let journals: string;

beforeAll(async () => {
  pair = await startBed();
  journals = await mkdtemp(join(tmpdir(), 'tsmove-explain-'));
});

afterAll(async () => {
  await pair.stop();
  await rm(journals, { recursive: true });
});

/** `tsmove explain` of an object of this namespace, with the source alone unless flags say more. */
async function explain(namespace: string, object: string, ...flags: readonly string[]) {
  return tsmove(['explain', object, '--kubeconfig', pair.source.kubeconfig, '-n', namespace, ...flags]);
}

async function explainAsJson(namespace: string, object: string, ...flags: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await explain(namespace, object, '-o', 'json', ...flags);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

const picture = `
  Cluster/a, Cluster/b > Secret/shared
  Cluster/a > Machine/m > KubeadmConfig/m > Secret/m
  Cluster/b > Machine/n
  Secret/alone
`;

const flux = {
  'kustomize.toolkit.fluxcd.io/name': 'fleet',
  'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
};

const argo = { 'argocd.argoproj.io/tracking-id': 'teams_machines:cluster.x-k8s.io/Machine:x-explained/n' };

describe('tsmove explain KIND/NAME', () => {
  const namespace = 'x-explained';

  beforeAll(async () => {
    await draw(pair.source, namespace, picture, {
      'Cluster/a': { labels: flux },
      'Machine/n': { annotations: argo },
    });
  });

  test('under Flux says what fights the move, and the commands that suspend it', async () => {
    const { code, stdout } = await explain(namespace, 'Cluster/a');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Cluster\.cluster\.x-k8s\.io x-explained\/a moves: /);
    expect(stdout).toContain('Held by a pause on the object itself, on both sides.');
    expect(stdout).toMatch(/\n {2}error +gitops-managed +Cluster x-explained\/a: Flux applies it/);
    expect(stdout).toContain('Flux applies it (Kustomization flux-system/fleet)');
    expect(stdout).toContain('\n    flux suspend kustomization fleet -n flux-system\n');
    expect(stdout).toContain(
      `\n    kubectl patch kustomizations.kustomize.toolkit.fluxcd.io fleet -n flux-system --field-manager=flux-client-side-apply --type merge -p '{"spec":{"suspend":true}}'\n`,
    );
    expect(stdout).toContain('--gitops-suspended says that nothing will apply these objects');
  });

  test('under Argo CD does the same; and what is below a Cluster of Flux hears of both', async () => {
    expect(await explainAsJson(namespace, 'Machine/n')).toMatchObject({
      fate: 'move',
      findings: expect.arrayContaining([expect.objectContaining({ code: 'gitops-managed' })]) as unknown,
      gitops: [
        {
          owner: { tool: 'Argo CD', kind: 'Application', name: 'machines', namespace: 'teams' },
          on: { kind: 'Machine', name: 'n' },
          suspend: [
            'argocd app set teams/machines --sync-policy none',
            `kubectl patch applications.argoproj.io machines -n teams --type merge -p '{"spec":{"syncPolicy":{"automated":null}}}'`,
          ],
        },
      ],
    });
    expect(await explainAsJson(namespace, 'Secret/m')).toMatchObject({
      fate: 'move',
      chain: [{ ref: { kind: 'KubeadmConfig' } }, { ref: { kind: 'Machine' } }, { ref: { kind: 'Cluster' } }],
      clusters: [{ name: 'a' }],
      gitops: [{ owner: { name: 'fleet' }, on: { kind: 'Cluster', name: 'a' } }],
    });
  });

  test('takes the findings that are declared to be in order for that', async () => {
    const { stdout } = await explain(namespace, 'Cluster/a', '--gitops-suspended');
    expect(stdout).toMatch(/\n {2}warning +gitops-managed .*\(allowed\)/);
  });

  test('says of what is copied why it is kept', async () => {
    const { stdout } = await explain(namespace, 'Secret/shared', '--cluster', 'a');
    expect(stdout).toMatch(/^Secret x-explained\/shared is copied, and stays in the source: .*Cluster x-explained\/b/s);
  });

  test('says of what stays why, and that nothing holds it', async () => {
    const { code, stdout } = await explain(namespace, 'secret/alone');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Secret x-explained\/alone stays in the source: nothing that moves owns it/);
    expect(stdout).not.toContain('While it moves');
  });

  test('asks the target, too, if there is one, and changes nothing on either side', async () => {
    const before = await sidesOf(pair, namespace);
    const explained = await explainAsJson(namespace, 'Machine/m', '--to-kubeconfig', pair.target.kubeconfig);
    expect(explained).toMatchObject({ fate: 'move', hold: { by: 'cluster', holders: [{ name: 'a' }] } });
    expect(await sidesOf(pair, namespace)).toEqual(before);
  });

  test('knows what may be meant by a name that is not there', async () => {
    const { code, stdout, stderr } = await explain(namespace, 'Secret/alon');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(
      'error: Secret/alon is none of the objects that a move of namespace x-explained looks at; did you mean Secret/alone?\n',
    );
  });
});

describe('the looks at the source around the release', () => {
  test('are in the report of a move under Flux that was suspended', async () => {
    const namespace = 'x-suspended';
    await draw(pair.source, namespace, picture, { 'Cluster/a': { labels: flux } });
    const moved = await tsmove([
      ...['move', '--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig],
      ...['-n', namespace, '--journal-dir', journals, '--skip-pause-ack', '--gitops-suspended', '-o', 'json'],
      ...['--skip-preflight', 'machine-without-node', '--skip-preflight', 'cluster-not-provisioned'],
      ...['--skip-preflight', 'control-plane-not-initialized'],
    ]);
    expect({ code: moved.code, stderr: moved.stderr }).toMatchObject({ code: 0 });
    const looks = [
      { when: 'before-release', looked: 2, back: [] },
      { when: 'after-release', looked: 2, back: [] },
    ];
    const summary: unknown = JSON.parse(moved.stdout.trimEnd().split('\n').at(-1) ?? '');
    expect(summary).toMatchObject({ type: 'summary', report: { sourceChecks: looks } });
    const json = await tsmove(['report', '--journal-dir', journals, '-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ sourceChecks: looks });
    const { stdout } = await tsmove(['report', '--journal-dir', journals]);
    expect(stdout).toContain('\n  source right before the release: nothing made anew there (2 objects looked for)\n');
    expect(stdout).toContain('\n  source after the release: nothing made anew there (2 objects looked for)\n');
  });

  test('name what something made anew there, and nothing is released', async () => {
    const namespace = 'x-fought';
    const drawn = await draw(pair.source, namespace, picture);
    const journal = createFileJournalStore({ directory: journals });
    const { error, moveId } = await begin(pair, { namespace, journal, wrap: (server) => remaking(server, drawn) });
    expect(error).toBeInstanceOf(PartialMoveError);
    const back = [expect.objectContaining({ kind: 'Cluster', name: 'a' })];
    expect(error).toMatchObject({ report: { released: false, sourceChecks: [{ when: 'before-release', back }] } });
    const json = await tsmove(['report', moveId, '--journal-dir', journals, '-o', 'json']);
    const { sourceChecks } = JSON.parse(json.stdout) as MoveHistory;
    expect(sourceChecks).toMatchObject([{ when: 'before-release', looked: 2, back }]);
    const { stdout } = await tsmove(['report', moveId, '--journal-dir', journals]);
    expect(stdout).toContain('\n  source right before the release: made anew there: Cluster x-fought/a\n');
  });
});

/** Makes a Cluster anew in the source as soon as it was looked for there and was gone, as GitOps would. */
function remaking(server: ApiServer, drawn: Drawn): ApiServer {
  if (server.label !== 'source') return server;
  let done: Promise<unknown> | undefined;
  return {
    ...server,
    get: async (type, key, options) => {
      const object = await server.get(type, key, options);
      if (type.kind !== 'Cluster' || key.name !== 'a' || object !== undefined) return object;
      const path = drawn.pathOf('Cluster/a');
      done ??= pair.source.api.call('POST', path.slice(0, path.lastIndexOf('/')), {
        apiVersion: 'cluster.x-k8s.io/v1beta2',
        kind: 'Cluster',
        metadata: { name: 'a' },
        spec: drawn.of('Cluster/a')['spec'],
      });
      await done;
      return object;
    },
  };
}
