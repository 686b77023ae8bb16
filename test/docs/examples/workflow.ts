import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** What expressions of a workflow can name, by its dotted name: `secrets.TOKEN`, `steps.plan.outputs.moves`. */
type Values = Readonly<Record<string, string>>;

export interface JobResult {
  /** `skipped`: its condition was not met. */
  readonly result: 'success' | 'failure' | 'skipped';
  readonly outputs: Values;
  /** What its steps have written for people. */
  readonly summary: string;
  /** Everything that its scripts have printed. */
  readonly log: string;
}

/** Where a job runs: its runner's folders, and what a user has set up. */
export interface Runner {
  /** Made by the caller, empty; a workspace is made in it for each job. */
  readonly folder: string;
  /** Put into the workspace by a checkout. */
  readonly checkout: Values;
  /** `secrets.…` and `vars.…`, and `needs.…` of earlier jobs. */
  readonly values: Values;
  readonly env: Values;
  /** Local actions: `./.github/actions/tsmove` and the file it is. */
  readonly actions: Values;
  /** Names of steps that are not run, because the test stands for them. */
  readonly without: readonly string[];
}

/** Runs the scripts of a job as GitHub's runner does, and stands in for the actions that move files around. */
export async function runJob(workflow: string, name: string, runner: Runner): Promise<JobResult> {
  const { jobs } = load(await readFile(workflow, 'utf8')) as { readonly jobs: Readonly<Record<string, Job>> };
  const job = jobs[name];
  if (job === undefined) throw new Error(`there is no job ${name} in ${workflow}`);
  if (!isMet(job.if, runner.values, true)) return { result: 'skipped', outputs: {}, summary: '', log: '' };
  const workspace = join(runner.folder, `workspace-${name}-${Math.random().toString(36).slice(2)}`);
  await mkdir(join(workspace, '.runner'), { recursive: true });
  const files = Object.fromEntries(
    ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_PATH'].map((file) => [
      file,
      join(workspace, '.runner', file),
    ]),
  );
  await Promise.all(Object.values(files).map((file) => writeFile(file, '')));

  let values: Values = runner.values;
  const failed: string[] = [];
  let log = '';
  const perform = async (step: Step, known: Values): Promise<void> => {
    if (!isMet(step.if, known, failed.length === 0) || runner.without.includes(step.name ?? '')) return;
    if (step.run === undefined) {
      await use(step, known);
      return;
    }
    await writeFile(files['GITHUB_OUTPUT'] ?? '', '');
    const added = await pairsIn(files['GITHUB_ENV']);
    const env: Values = {
      ...runner.env,
      ...files,
      RUNNER_TEMP: runner.folder,
      ...added,
      ...filled(step.env ?? {}, known),
    };
    const path = [...(await linesOf(files['GITHUB_PATH'])), env['PATH'] ?? ''].join(delimiter);
    const flags = step.shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail'] : ['-e'];
    const script = join(workspace, '.runner', 'script.sh');
    await writeFile(script, step.run);
    const child = spawn('bash', [...flags, script], { cwd: workspace, env: { ...env, PATH: path } });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    const [code] = (await once(child, 'close')) as [number | null];
    log += `${step.name ?? ''}: ended with ${String(code)}\n`;
    if (code !== 0) failed.push(step.name ?? step.run);
    for (const [key, value] of Object.entries(await pairsIn(files['GITHUB_OUTPUT']))) {
      values = { ...values, [`steps.${step.id ?? ''}.outputs.${key}`]: value };
    }
  };
  const use = async ({ uses = '', with: given = {} }: Step, known: Values): Promise<void> => {
    const inputs = filled(given, known);
    const artifact = join(runner.folder, 'artifacts', inputs['name'] ?? '');
    const action = runner.actions[uses];
    if (uses.startsWith('actions/checkout@')) {
      for (const [file, text] of Object.entries(runner.checkout)) await writeFile(join(workspace, file), text);
    } else if (uses.startsWith('actions/upload-artifact@')) {
      await mkdir(artifact, { recursive: true });
      for (const file of (inputs['path'] ?? '').trim().split('\n')) {
        // As the real one, it takes what there is.
        await cp(join(workspace, file), join(artifact, file)).catch(() => undefined);
      }
    } else if (uses.startsWith('actions/download-artifact@')) {
      await cp(artifact, workspace, { recursive: true });
    } else if (action === undefined) {
      throw new Error(`the test does not know the action ${uses}`);
    } else {
      const { runs } = load(await readFile(action, 'utf8')) as { readonly runs: Pick<Job, 'steps'> };
      const own = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [`inputs.${key}`, value]));
      for (const step of runs.steps) await perform(step, own);
    }
  };
  for (const step of job.steps) await perform(step, values);
  const summary = await readFile(files['GITHUB_STEP_SUMMARY'] ?? '', 'utf8');
  return {
    result: failed.length === 0 ? 'success' : 'failure',
    outputs: filled(job.outputs ?? {}, values),
    summary,
    log,
  };
}

/** Replaces `${{ name }}`; what was not set is empty, as with GitHub. */
function filled(texts: Readonly<Record<string, string | number | boolean>>, values: Values): Values {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      String(text).replaceAll(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_all, name: string) => values[name] ?? ''),
    ]),
  );
}

/** `always()`, or a comparison with a text, which counts only as long as nothing has failed. */
function isMet(condition: string | undefined, values: Values, isWell: boolean): boolean {
  if (condition === 'always()') return true;
  if (condition === undefined) return isWell;
  const [, name = '', operator, text] = /^([\w.-]+) (==|!=) '([^']*)'$/.exec(condition) ?? [];
  if (operator === undefined) throw new Error(`the test does not understand the condition ${condition}`);
  return isWell && ((values[name] ?? '') === text) === (operator === '==');
}

async function linesOf(file: string | undefined): Promise<readonly string[]> {
  return (await readFile(file ?? '', 'utf8')).split('\n').filter((line) => line !== '');
}

async function pairsIn(file: string | undefined): Promise<Values> {
  const lines = await linesOf(file);
  return Object.fromEntries(lines.map((line) => [line.replace(/=.*$/, ''), line.replace(/^[^=]*=/, '')] as const));
}
