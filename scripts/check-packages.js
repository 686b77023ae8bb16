// Checks each package as it would be published: its manifest with publint, its types as a consumer sees them with attw.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const failed = [];
for (const name of ['move-core', 'providers', 'cli']) {
  const folder = join('packages', name);
  for (const [tool, ...args] of [
    ['publint', '--strict', folder],
    ['attw', '--pack', folder, '--profile', 'esm-only'],
  ]) {
    console.log(`> ${tool} ${args.join(' ')}`);
    const { status } = spawnSync(join(root, 'node_modules', '.bin', tool), args, { cwd: root, stdio: 'inherit' });
    if (status !== 0) failed.push(`${tool} ${folder}`);
  }
}
if (failed.length > 0) {
  console.error(`not fit to be published: ${failed.join(', ')}`);
  process.exitCode = 1;
}
