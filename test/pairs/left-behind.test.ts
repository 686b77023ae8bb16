import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { chosenDrivers } from '../support/drivers/choice.ts';
import { until } from '../support/processes/until.ts';

/** A test run in small, out of what `tsc -b` has made: it starts a control plane in containers, says where, and waits. */
const program = `
import { startControlPlane } from '${join(import.meta.dirname, '../dist/support/control-plane/start.js')}';
import { containerDriver } from '${join(import.meta.dirname, '../dist/support/container/container-driver.js')}';
const plane = await startControlPlane({ name: 'short', driver: containerDriver, controllers: [] });
console.log(JSON.stringify({ directory: plane.directory, engine: process.env.DOCKER_HOST }));
setInterval(() => {}, 1000);
`;

const bridges = (): readonly string[] => readdirSync('/sys/class/net').filter((name) => name.startsWith('tsmove-'));

test.runIf(chosenDrivers().some(([name]) => name === 'container'))(
  'of a test run that is killed nothing is left: no container, no network, no engine of its own, no folder',
  async () => {
    const before = bridges();
    const run = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(run.stdout), 'line')) as [string];
    const { directory, engine } = JSON.parse(line) as { readonly directory: string; readonly engine: string };
    const made = bridges().filter((name) => !before.includes(name));
    const isOwn = engine.includes('tsmove-engine-');
    expect(existsSync(directory)).toBe(true);
    if (isOwn) expect(made).toHaveLength(1);

    run.kill('SIGKILL');
    await once(run, 'exit');

    await until({ what: 'the end of its folder', timeout: 60_000 }, () => !existsSync(directory));
    await until(
      { what: 'the end of its network', timeout: 60_000 },
      () => !bridges().some((name) => made.includes(name)),
    );
    if (isOwn) {
      const folder = join(engine.replace('unix://', ''), '..');
      await until({ what: 'the end of its engine', timeout: 60_000 }, () => !existsSync(folder));
    }
  },
);
