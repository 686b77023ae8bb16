import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runStep, written } from './run-step.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { cleanUp, steps } from './steps.ts';
import { missingTools } from './tools.ts';

const usage = `npm run test:kind -- [FLAGS]

The exercise of the guide, with real machines: a bootstrap cluster by kind, Cluster API with its Docker provider, a
management cluster by that, and the move of it into itself.

  --list-steps          print what would be done, and do nothing
  --cni kindnet|cilium  the network of the management cluster (default ${defaultSettings.cni})
  --kubernetes VERSION  its version (default ${defaultSettings.kubernetes})
  --cluster-api VERSION of all providers (default ${defaultSettings.clusterApi})
  --keep                leave both clusters in the end
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'list-steps': { type: 'boolean', default: false },
      cni: { type: 'string', default: defaultSettings.cni },
      kubernetes: { type: 'string', default: defaultSettings.kubernetes },
      'cluster-api': { type: 'string', default: defaultSettings.clusterApi },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return tell(usage, 0);
  const { cni } = values;
  if (cni !== 'kindnet' && cni !== 'cilium') return tell(`--cni: kindnet or cilium, and not ${cni}\n`, 2);
  const listing = values['list-steps'];
  const settings: Settings = {
    ...defaultSettings,
    cni,
    kubernetes: values.kubernetes,
    clusterApi: values['cluster-api'],
    keep: values.keep,
    folder: listing ? 'FOLDER' : await mkdtemp(join(tmpdir(), 'tsmove-kind-')),
  };
  if (listing) return tell(listOf(settings), 0);
  const missing = missingTools(settings);
  if (missing.length > 0)
    return tell(`the exercise cannot begin:\n${missing.map((line) => `  ${line}\n`).join('')}`, 2);
  return exercise(settings);
}

async function exercise(settings: Settings): Promise<number> {
  const say = (text: string): void => void process.stdout.write(text);
  const begin = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - begin) / 1_000)} s`;
  try {
    for (const [at, step] of steps.entries()) {
      say(`\n== ${at + 1}/${steps.length} ${step.says} (after ${seconds()})\n`);
      await runStep(step, settings, say);
    }
    return tell(`\nAll ${steps.length} steps are done, after ${seconds()}\n`, 0);
  } catch (error) {
    return tell(`\nerror: ${error instanceof Error ? error.message : String(error)}\n`, 1);
  } finally {
    if (!settings.keep) {
      await runStep(cleanUp, settings, say).catch((error: unknown) => say(`${String(error)}\n`));
      await rm(settings.folder, { recursive: true, force: true });
    }
  }
}

function listOf(settings: Settings): string {
  return [...steps, ...(settings.keep ? [] : [cleanUp])]
    .map((step, at) => {
      const commands = step.commands(settings).map((command) => `     ${written(command)}\n`);
      return `${String(at + 1).padStart(2)}. ${step.says}\n${commands.join('')}`;
    })
    .join('');
}

function tell(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(text);
  return code;
}

process.exitCode = await main();
