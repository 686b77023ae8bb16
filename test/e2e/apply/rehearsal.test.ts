import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { startPair, type Pair } from '../../support/control-plane/start.ts';
import { ensureNamespace } from '../../support/fixtures/namespaces.ts';
import { installInventory } from '../../support/fixtures/inventory.ts';
import { tsmove } from '../cli/program.ts';
import { deny } from '../trouble/policies.ts';
import { requireNone, sidesOf } from '../trouble/sides.ts';

let pair: Pair;
let sides: readonly string[];

beforeAll(async () => {
  pair = await startPair({ crds: 'all' });
  await Promise.all(pair.both.map((plane) => installInventory(plane)));
  sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
});

afterAll(() => pair.stop());

const fleet = 'Cluster/a > Machine/m > KubeadmConfig/m > Secret/m';

interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly ref?: { readonly kind: string; readonly name: string };
}

async function rehearse(
  namespace: string,
): Promise<{ readonly code: number | string; readonly said: readonly string[] }> {
  const before = await sidesOf(pair, namespace);
  const { code, stdout, stderr } = await tsmove(['plan', ...sides, '-n', namespace, '--dry-run=server', '-o', 'json']);
  await requireNone(pair, namespace, before);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly Finding[] };
  const ours = diagnostics.filter((one) => one.code.startsWith('create-'));
  return {
    code,
    said: [
      ...ours.map(({ code: kind, ref, message }) => `${kind} ${ref?.kind ?? ''}/${ref?.name ?? ''}: ${message}`).sort(),
      ...(/The target would create \d+ of \d+ objects/.exec(stderr) ?? []),
    ],
  };
}

test('a target that takes everything says so, and has nothing of it afterwards', async () => {
  await draw(pair.source, 'taken', fleet);
  await ensureNamespace(pair.target, 'taken');
  expect(await rehearse('taken')).toEqual({ code: 0, said: ['The target would create 4 of 4 objects'] });
});

test('nothing can be tried in a namespace that is not there yet', async () => {
  await draw(pair.source, 'missing', fleet);
  const { code, said } = await rehearse('missing');
  expect(code).toBe(0);
  expect(said).toHaveLength(5);
  expect(said[0]).toBe(
    'create-not-rehearsed Cluster/a: whether the target would create it cannot be tried before the move: the target has no namespace missing yet',
  );
  expect(said[4]).toBe('The target would create 0 of 4 objects');
});

test('a policy of the target speaks before anything is paused', async () => {
  await draw(pair.source, 'strict', fleet);
  await ensureNamespace(pair.target, 'strict');
  const words = 'machines are not welcome here';
  const denial = await deny(pair.target, { namespace: 'strict', resource: 'machines', operation: 'CREATE', words });
  const { code, said } = await rehearse('strict');
  expect(code).toBe(3);
  expect(said).toHaveLength(2);
  expect(said[0]).toContain('create-refused Machine/m: the target would refuse to create it: ');
  expect(said[0]).toContain(words);
  expect(said[1]).toBe('The target would create 3 of 4 objects');
  await denial.lift();
});

test('it wants a target', async () => {
  const { code, stderr } = await tsmove(['plan', '--kubeconfig', pair.source.kubeconfig, '--dry-run=server']);
  expect(code).toBe(2);
  expect(stderr).toContain('--dry-run=server asks the target');
});
