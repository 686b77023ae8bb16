// Imports every runtime dependency of the packages, and the packages themselves, each in a process of its own.
// What a dependency declares in `engines` has proved wrong before: only loading it shows that it runs on this Node.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

let failures = 0;
for (const folder of ['packages/move-core', 'packages/providers', 'packages/cli']) {
  const own = readJson(join(root, folder, 'package.json'));
  for (const name of [...Object.keys(own.dependencies ?? {}), own.name]) {
    if (holdsOnlyTypes(folder, name)) continue;
    const start = performance.now();
    try {
      // Evaluated code resolves from the working folder, as the package's own files do.
      const code = `await import(${JSON.stringify(name)})`;
      await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: join(root, folder) });
      console.log(`${own.name}: ${name} loads (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
      failures += 1;
      const why = /^\w*Error.*$/m.exec(error.stderr ?? '')?.[0] ?? error;
      console.error(`${own.name}: ${name} does not load on Node ${process.versions.node}: ${why}`);
    }
  }
}
process.exitCode = failures === 0 ? 0 : 1;

function holdsOnlyTypes(folder, name) {
  const path = [join(root, folder), root]
    .map((base) => join(base, 'node_modules', name, 'package.json'))
    .find(existsSync);
  if (path === undefined) return false;
  const { main, exports } = readJson(path);
  return exports === undefined && (!main || main.endsWith('.d.ts'));
}
