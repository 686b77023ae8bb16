import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rowOf, type VitestReport } from './row.ts';

const usage = `npm run test:matrix -- --kubernetes VERSION [FLAGS]

Runs test/pairs on servers of another version of Kubernetes, and prints a row for docs/compatibility.md. The servers are
downloaded, or built with Go, which takes minutes; the test bed keeps them.

  --kubernetes VERSION   for example v1.33.13; can be repeated
  --cluster-api VERSION  of the kinds and the inventory (default: the pinned one)
  --driver NAME          envtest (default), container or node; can be repeated
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      kubernetes: { type: 'string', multiple: true, default: [] },
      'cluster-api': { type: 'string' },
      driver: { type: 'string', multiple: true, default: ['envtest'] },
      help: { type: 'boolean', default: false },
    },
  });
  const wrong = [...values.kubernetes, values['cluster-api'] ?? 'v0.0.0'].find((one) => !/^v\d+\.\d+\.\d+$/u.test(one));
  if (values.help || values.kubernetes.length === 0 || wrong !== undefined) {
    process.stderr.write(
      wrong === undefined ? usage : `a version looks like v1.33.13, and not like ${wrong}\n\n${usage}`,
    );
    return values.help ? 0 : 2;
  }
  const rows: string[] = [];
  let failed = 0;
  for (const kubernetes of values.kubernetes) {
    const clusterApi = values['cluster-api'];
    const begin = performance.now();
    const report = await runPairs({
      TSMOVE_TEST_KUBERNETES: kubernetes,
      TSMOVE_TEST_DRIVER: values.driver.join(','),
      ...(clusterApi === undefined ? {} : { TSMOVE_TEST_CLUSTER_API: clusterApi }),
    });
    const seconds = Math.round((performance.now() - begin) / 1_000);
    rows.push(rowOf(report, { kubernetes, clusterApi, drivers: values.driver, seconds }));
    if (report?.success !== true) failed += 1;
  }
  process.stdout.write(`\n${rows.join('\n')}\n`);
  return failed === 0 ? 0 : 1;
}

/** The report of vitest, or undefined when it has not come to write one. */
async function runPairs(env: Readonly<Record<string, string>>): Promise<VitestReport | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tsmove-matrix-'));
  const file = join(folder, 'report.json');
  try {
    const args = [
      'vitest',
      'run',
      '--project',
      'pairs',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ];
    const child = spawn('npx', args, { stdio: 'inherit', env: { ...process.env, ...env } });
    await once(child, 'exit');
    return JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
