import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draw } from '../../support/drawing/draw.ts';
import { lines, types } from '../cli/lines.ts';
import { startPivotBed, type PivotBed } from './bed.ts';
import { components } from './components.ts';

let bed: PivotBed;
let directory: string;

beforeAll(async () => {
  bed = await startPivotBed();
  directory = await mkdtemp(join(tmpdir(), 'tsmove-pivot-events-'));
  const list = { apiVersion: 'v1', kind: 'List', items: components };
  await writeFile(join(directory, 'components.yaml'), JSON.stringify(list));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  await bed.stop();
});

test('the lines of a pivot that stops, goes on and ends are what the schema says', async () => {
  const { source, target } = bed.pair;
  await draw(source, 'pivot', 'Cluster/c > Machine/m > DockerMachine/m');
  const journal = join(directory, 'journal');
  const pivot = [
    ...['pivot', '--kubeconfig', source.kubeconfig, '--to-kubeconfig', target.kubeconfig, '-n', 'pivot'],
    ...['--components', directory, '--provisioning-interface', 'eth1', '--scale-down-source'],
  ];
  bed.sourceNode.keep('capi-controller');
  const stopped = await lines([...pivot, '--pods-timeout', '3s', '--on-failure', 'stop'], { journal });
  expect(stopped.ended.code).toBe(4);
  bed.sourceNode.keep(undefined);
  const done = await lines([...pivot, '--settle-timeout', '30s'], { journal });
  expect(done.all.at(-1)).toMatchObject({ outcome: 'pivoted' });
  expect(types(done.all)).toEqual(expect.arrayContaining(['pivot-continued', 'step-started', 'committed']));
});
