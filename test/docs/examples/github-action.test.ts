import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pair } from '../../support/control-plane/start.ts';
import { draw } from '../../support/drawing/draw.ts';
import { root } from '../pages/pages.ts';
import { startBed } from '../stage/bed.ts';
import { killDuring } from '../stage/kill-during.ts';
import { makeScratch, type Scratch } from '../stage/scratch.ts';
import { prepare } from '../stage/stages.ts';
import { runJob, type JobResult, type Runner } from './workflow.ts';

const example = join(root, 'examples/github-action');

let pair: Pair;

beforeAll(async () => {
  pair = await startBed();
});

afterAll(() => pair.stop());

/** The runner of a repository whose move.env is this, with the kubeconfigs of the pair as its secrets. */
async function runnerFor(scratch: Scratch, moveEnv: string): Promise<Runner> {
  const folder = join(scratch.folder, 'runner');
  await mkdir(folder, { recursive: true });
  const { KUBECONFIG: _none, ...env } = scratch.env;
  return {
    folder,
    env,
    checkout: { 'move.env': moveEnv },
    values: {
      'secrets.SOURCE_KUBECONFIG': await readFile(pair.source.kubeconfig, 'utf8'),
      'secrets.TARGET_KUBECONFIG': await readFile(pair.target.kubeconfig, 'utf8'),
    },
    actions: { './.github/actions/tsmove': join(example, 'action.yml') },
    // The tsmove of this checkout is on the path.
    without: ['Build'],
  };
}

function plan(runner: Runner): Promise<JobResult> {
  return runJob(join(example, 'move.yml'), 'plan', runner);
}

function apply(runner: Runner, planned: Pick<JobResult, 'outputs'>): Promise<JobResult> {
  const needs = { 'needs.plan.outputs.moves': planned.outputs['moves'] ?? '' };
  return runJob(join(example, 'move.yml'), 'apply', { ...runner, values: { ...runner.values, ...needs } });
}

async function clustersIn(plane: Pair['source']): Promise<readonly string[]> {
  const path = '/apis/cluster.x-k8s.io/v1beta2/namespaces/fleet/clusters';
  const { items } = await plane.api.call<{ items: { metadata: { name: string } }[] }>('GET', path);
  return items.map(({ metadata }) => metadata.name);
}

test('a pull request shows its plan, and what was approved is carried out', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('pair', pair, scratch);
  const runner = await runnerFor(scratch, 'NAMESPACE=fleet\nCLUSTERS="prod"\n');
  const planned = await plan(runner);
  expect(planned, planned.log).toMatchObject({ result: 'success', outputs: { moves: 'true' } });
  expect(planned.summary).toContain('## Plan of fleet');
  expect(planned.summary).toContain('machine.cluster.x-k8s.io/prod-0');
  expect(await readdir(join(runner.folder, 'artifacts/plan'))).toEqual(['plan.html', 'plan.json']);

  const applied = await apply(runner, planned);
  expect(applied, applied.log).toMatchObject({ result: 'success' });
  expect(applied.summary).toContain('outcome: moved');
  expect([await clustersIn(pair.source), await clustersIn(pair.target)]).toEqual([['staging'], ['prod']]);
  expect(await readdir(join(runner.folder, 'artifacts/move'))).toEqual(['move.jsonl']);
  for (const secret of [pair.source.adminToken, pair.target.adminToken]) {
    expect(JSON.stringify([planned, applied])).not.toContain(secret);
  }
});

test('what has changed since it was approved is not moved', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('shared', pair, scratch);
  const runner = await runnerFor(scratch, 'NAMESPACE=fleet\n');
  const planned = await plan(runner);
  await draw(pair.source, 'fleet', 'Cluster/late');
  const applied = await apply(runner, planned);
  expect(applied).toMatchObject({ result: 'failure' });
  expect(applied.summary).toContain('Cluster fleet/late is new');
  expect(applied.summary).toContain('outcome: refused');
  expect(await clustersIn(pair.target)).toEqual([]);
});

test('a plan that would be refused fails with its findings and its page; no plan is there to be approved', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('shared', pair, scratch);
  await draw(pair.source, 'fleet', 'Cluster/held', { 'Cluster/held': { spec: { paused: true } } });
  const runner = await runnerFor(scratch, 'NAMESPACE=fleet\n');
  const planned = await plan(runner);
  expect(planned).toMatchObject({ result: 'failure', outputs: { moves: 'false' } });
  expect(planned.summary).toContain('cluster-paused');
  expect(await readdir(join(runner.folder, 'artifacts/plan'))).toEqual(['plan.html']);
  expect(await apply(runner, planned)).toMatchObject({ result: 'skipped' });
});

test('with nothing to move nobody is asked', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('empty', pair, scratch);
  const runner = await runnerFor(scratch, 'NAMESPACE=fleet\n');
  const planned = await plan(runner);
  expect(planned, planned.log).toMatchObject({ result: 'success', outputs: { moves: 'false' } });
  expect(await apply(runner, planned)).toMatchObject({ result: 'skipped' });
});

test('the job of a runner that was lost is run again, and goes on with its move', async () => {
  await using scratch = await makeScratch(pair);
  await prepare('pair', pair, scratch);
  const runner = await runnerFor(scratch, 'NAMESPACE=fleet\n');
  const planned = await plan(runner);
  const file = join(runner.folder, 'artifacts/plan/plan.json');
  const sides = ['--kubeconfig', pair.source.kubeconfig, '--to-kubeconfig', pair.target.kubeconfig];
  const pace = ['--journal', 'cluster', '--lease-duration', '5s', '--concurrency', '1', '-o', 'json'];
  await killDuring(scratch, ['apply', file, ...sides, ...pace], /"object-created"/);
  const applied = await apply(runner, planned);
  expect(applied, applied.log).toMatchObject({ result: 'success' });
  expect([await clustersIn(pair.source), await clustersIn(pair.target)]).toEqual([[], ['prod', 'staging']]);
});
