import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { pinned } from '../support/binaries/pinned.ts';
import { root } from '../docs/pages/pages.ts';

/** It reads workflows as GitHub does, with their expressions; without Go nobody has it. */
const actionlint = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.7';

const folder = join(root, '.github/workflows');
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const hasGo = spawnSync('go', ['version']).status === 0;

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

const workflowOf = (name: string): Workflow => load(readFileSync(join(folder, name), 'utf8')) as Workflow;

test.runIf(hasGo)('actionlint finds nothing in the workflows', { timeout: 300_000 }, () => {
  // shellcheck and pyflakes would be used where they are: what is found must not depend on the machine.
  const args = [
    'run',
    actionlint,
    '-no-color',
    '-shellcheck=',
    '-pyflakes=',
    ...files.map((name) => join(folder, name)),
  ];
  const { status, stdout, stderr } = spawnSync('go', args, { encoding: 'utf8', env: { ...process.env, GOFLAGS: '' } });
  expect({ status, said: `${stdout}${stderr.replaceAll(/^go: downloading .*\n/gmu, '')}` }).toEqual({
    status: 0,
    said: '',
  });
});

describe.each(files)('%s', (name) => {
  const { permissions, jobs } = workflowOf(name);
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));

  test('may only read, unless a job says more', () => {
    expect(permissions).toEqual({ contents: 'read' });
  });

  test('runs scripts that are there', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const scripts = commands.flatMap((run) => [...run.matchAll(/npm run ([\w:]+)/gu)].map(([, one]) => one ?? ''));
    const programs = commands.flatMap((run) =>
      [...run.matchAll(/(?:^|\s)(\.\S+\/\S+|scripts\/\S+)/gu)].map(([, one]) => one ?? ''),
    );
    expect(scripts.filter((one) => manifest.scripts[one] === undefined)).toEqual([]);
    expect(programs.filter((one) => one.startsWith('.ci/') && !existsSync(join(root, one)))).toEqual([]);
  });

  test('no expression of GitHub’s stands in a command, where it would be code', () => {
    expect(commands.filter((run) => run.includes('${{'))).toEqual([]);
  });
});

test('the exercise with kind and the matrix use the versions that are pinned', () => {
  const kind = readFileSync(join(folder, 'kind.yml'), 'utf8');
  expect(kind).toContain(`KUBECTL: ${pinned.kubectl.version}`);
  expect(kind).toContain(`CLUSTERCTL: ${pinned.clusterctl.version}`);
  expect(readFileSync(join(folder, 'compatibility.yml'), 'utf8')).toContain(pinned['kube-apiserver'].version);
});

test('every version of Kubernetes that the documentation has measured is tried every week', () => {
  const page = readFileSync(join(root, 'docs/compatibility.md'), 'utf8');
  const measured = [...page.matchAll(/^\| (v\d+\.\d+\.\d+) \|/gmu)].map(([, version]) => version ?? '');
  const workflow = readFileSync(join(folder, 'compatibility.yml'), 'utf8');
  expect(measured).toContain(pinned['kube-apiserver'].version);
  expect(measured.filter((version) => !workflow.includes(version))).toEqual([]);
});

test('what is checked out does not keep the right to write', () => {
  const listed = execFileSync('git', ['grep', '-l', 'actions/checkout', '--', '.github'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(listed.trim().split('\n').sort()).toEqual(files.map((name) => `.github/workflows/${name}`).sort());
});
