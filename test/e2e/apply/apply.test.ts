import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReviewedPlan } from '@tsmove/move-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw, type Drawn } from '../../support/drawing/draw.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { tsmove, type Ended } from '../cli/program.ts';
import { begin } from '../trouble/bed.ts';
import { beforeWrites } from '../trouble/faults.ts';
import { requireAll, requireNone, sidesOf } from '../trouble/sides.ts';

let pair: Pair;
let folder: string;
let sides: readonly string[];

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  folder = await mkdtemp(join(tmpdir(), 'tsmove-apply-'));
  sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
});

afterAll(async () => {
  await pair.stop();
  await rm(folder, { recursive: true });
});

const fleet = 'Cluster/a > Machine/m > KubeadmConfig/m > Secret/m';

/** A fleet, its plan in a file, and how to carry it out. */
async function planned(namespace: string): Promise<{
  readonly drawn: Drawn;
  readonly file: string;
  apply(...flags: readonly string[]): Promise<Ended>;
}> {
  const drawn = await draw(pair.source, namespace, fleet);
  const file = join(folder, `${namespace}.json`);
  const made = await tsmove(['plan', ...sides, '-n', namespace, '--out', file]);
  expect({ code: made.code, stderr: made.stderr }).toMatchObject({ code: 0 });
  const journal = ['--journal-dir', join(folder, `journal-${namespace}`)];
  return {
    drawn,
    file,
    apply: (...flags) => tsmove(['apply', file, ...sides, '--skip-pause-ack', '--yes', ...journal, ...flags]),
  };
}

test('what was reviewed is carried out, whatever the namespace of the context is', async () => {
  const { file, apply } = await planned('reviewed');
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
  expect(await readFile(file, 'utf8')).not.toContain('"data"');
  const before = await sidesOf(pair, 'reviewed');
  const looked = await apply('--dry-run');
  expect(looked).toMatchObject({ code: 0 });
  await requireNone(pair, 'reviewed', before);
  expect(await apply()).toMatchObject({ code: 0 });
  await requireAll(pair, 'reviewed', before);
});

test.each<readonly [what: string, namespace: string, change: (drawn: Drawn) => Promise<unknown>, words: string]>([
  ['an object that came', 'came', () => draw(pair.source, 'came', 'Cluster/b'), 'Cluster came/b is new'],
  [
    'an object that was replaced',
    'replaced',
    async (drawn) => {
      const { metadata, ...secret } = drawn.of('Secret/m');
      const { name, labels, ownerReferences } = metadata;
      await pair.source.api.call('DELETE', drawn.pathOf('Secret/m'));
      const secrets = '/api/v1/namespaces/replaced/secrets';
      await pair.source.api.call('POST', secrets, { ...secret, metadata: { name, labels, ownerReferences } });
    },
    'Secret replaced/m was replaced: it has another UID',
  ],
])('%s makes a plan stale: it says so and changes nothing', async (_what, namespace, change, words) => {
  const { drawn, apply } = await planned(namespace);
  await change(drawn);
  const before = await sidesOf(pair, namespace);
  const refused = await apply();
  expect({ code: refused.code, stderr: refused.stderr }).toMatchObject({ code: 3 });
  expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(words);
  await requireNone(pair, namespace, before);
});

test('a mere write makes it stale only if it is to be exact', async () => {
  const namespace = 'written';
  const { apply } = await planned(namespace);
  const path = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/machines/m`;
  await pair.source.api.call('PATCH', path, { metadata: { labels: { rack: '7' } } });
  const before = await sidesOf(pair, namespace);
  const refused = await apply('--exact');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain(`Machine ${namespace}/m was written to`);
  await requireNone(pair, namespace, before);
  expect(await apply()).toMatchObject({ code: 0 });
  await requireAll(pair, namespace, before);
});

test('a plan for other clusters, with other providers, or damaged, is refused by name', async () => {
  const namespace = 'elsewhere';
  const { file, apply } = await planned(namespace);
  const before = await sidesOf(pair, namespace);
  const text = await readFile(file, 'utf8');
  const {
    targetUid,
    plan,
    providers: [first = ''],
  } = JSON.parse(text) as ReviewedPlan & { readonly targetUid: string };
  const cases: readonly (readonly [text: string, code: number, words: string])[] = [
    [text.replaceAll(targetUid, 'another'), 3, 'the target is another cluster'],
    [text.replaceAll(plan.source.systemUid, 'another'), 3, 'the source is another cluster'],
    [text.replace(`"${first}"`, '"gone"'), 3, 'the provider gone is not loaded any more'],
    [text.slice(0, -200), 2, 'not valid JSON'],
    [JSON.stringify(plan), 2, 'format'],
  ];
  for (const [damaged, code, words] of cases) {
    await writeFile(file, damaged);
    const refused = await apply();
    expect([words, refused.code]).toEqual([words, code]);
    expect(refused.stderr).toContain(words);
  }
  await rm(file);
  expect(await apply()).toMatchObject({ code: 2 });
  await requireNone(pair, namespace, before);
});

test('what comes between the last look and the pause is refused as well, and nothing is left of the move', async () => {
  const namespace = 'late';
  await draw(pair.source, namespace, fleet);
  let came: Promise<unknown> | undefined;
  const begun = await begin(pair, {
    namespace,
    onChange: 'refuse',
    // While the first pause is on its way.
    wrap: beforeWrites(({ side, verb, kind }) =>
      side === 'source' && verb === 'patch' && kind === 'Cluster'
        ? (came ??= draw(pair.source, namespace, 'Cluster/late'))
        : undefined,
    ),
  });
  expect(came).toBeDefined();
  expect(begun.error).toMatchObject({ name: 'StalePlanError', code: 'plan-changed' });
  expect(String(begun.error)).toContain('Cluster late/late is new');
  const { source, target } = await sidesOf(pair, namespace);
  expect(target).toEqual({});
  expect(JSON.stringify(source)).not.toContain('tsmove');
});
