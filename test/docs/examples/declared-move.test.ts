import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileJournalStore } from '@tsmove/move-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describeStep, preview, up, type Declaration, type Home } from '../../../examples/declared-move.ts';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { until } from '../../support/processes/until.ts';
import { root } from '../pages/pages.ts';
import { startBed, sweep } from '../stage/bed.ts';
import { makeScratch } from '../stage/scratch.ts';
import { prepare } from '../stage/stages.ts';

let pair: Pair;
let folder: string;

beforeAll(async () => {
  pair = await startBed();
  folder = await mkdtemp(join(tmpdir(), 'tsmove-declared-'));
});

afterAll(async () => {
  await pair.stop();
  await rm(folder, { recursive: true });
});

beforeEach(() => sweep(pair));

/** Where each Cluster of fleet is to live, with a journal that later declarations share. */
function declare(homes: Readonly<Record<string, string>>, journal = 'journal'): Declaration {
  return {
    managementClusters: { bootstrap: pair.source.kubeconfig, management: pair.target.kubeconfig },
    homes: Object.entries(homes).map(([cluster, home]): Home => ({ namespace: 'fleet', cluster, home })),
    journal: createFileJournalStore({ directory: join(folder, journal) }),
  };
}

async function clustersIn(plane: Pair['source']): Promise<readonly string[]> {
  const path = '/apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/clusters';
  const { items } = await plane.api.call<{ items: { metadata: { name: string } }[] }>('GET', path);
  return items.map(({ metadata }) => metadata.name);
}

test('preview says what up will do; up does it; and then there is nothing left to do', async () => {
  await draw(pair.source, 'fleet', 'Cluster/prod > Machine/m\nCluster/staging');
  const wanted = declare({ prod: 'management', staging: 'bootstrap' });
  const planned = (await preview(wanted)).map(describeStep);
  expect(planned).toEqual(['~ fleet/prod: bootstrap -> management, 2 objects', '  fleet/staging lives in bootstrap']);
  expect(await clustersIn(pair.target)).toEqual([]);

  expect((await up(wanted)).map(({ action }) => action)).toEqual(['move', 'none']);
  expect([await clustersIn(pair.source), await clustersIn(pair.target)]).toEqual([['staging'], ['prod']]);
  expect((await up(wanted)).map(({ action }) => action)).toEqual(['none', 'none']);

  // What is declared otherwise moves back.
  await up(declare({ prod: 'bootstrap' }));
  expect([await clustersIn(pair.source), await clustersIn(pair.target)]).toEqual([['prod', 'staging'], []]);
});

test('up that was killed in the middle converges when it is run again', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('pair', pair, scratch);
  const file = join(folder, 'homes.json');
  const { managementClusters, homes, journal } = declare({ prod: 'management' }, 'killed');
  await writeFile(file, JSON.stringify({ managementClusters, homes, journal: journal.place }));
  const program = spawn(process.execPath, [join(root, 'examples/dist/declared-move.js'), 'up', file], {
    stdio: 'ignore',
  });
  const ended = once(program, 'close');
  await until({ what: 'the first object in the target', interval: 10 }, async () => {
    return (await clustersIn(pair.target)).length > 0;
  });
  program.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');

  const wanted = declare({ prod: 'management' }, 'killed');
  const [begun] = await preview(wanted);
  expect(begun).toMatchObject({ action: 'go-on', from: 'bootstrap', to: 'management' });
  expect((await up(wanted)).map(({ action }) => action)).toEqual(['go-on']);
  expect([await clustersIn(pair.source), await clustersIn(pair.target)]).toEqual([['staging'], ['prod']]);
  expect((await preview(wanted)).map(({ action }) => action)).toEqual(['none']);
});

test('what cannot be decided is said, and left alone', async () => {
  for (const plane of pair.both) await draw(plane, 'fleet', 'Cluster/twice');
  const steps = await up(declare({ twice: 'management', nowhere: 'management' }, 'stuck'));
  expect(steps.map(describeStep)).toEqual([
    '! fleet/twice: it is in bootstrap and management, and no journal says why; see tsmove recover',
    '! fleet/nowhere: it is in none of the management clusters',
  ]);
  expect([await clustersIn(pair.source), await clustersIn(pair.target)]).toEqual([['twice'], ['twice']]);
});
