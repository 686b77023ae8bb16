// The whole program as one script, and what went into it.
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What `ws` and `node-fetch` do without if it is not there. */
const optional = ['bufferutil', 'utf-8-validate', 'encoding'];
const isAbsent = (id) => optional.includes(id) || (id.startsWith('node:') && !isBuiltin(id));

/** Looking for modules that are not there makes a program of one file print a warning; these look no further. */
const absent = '\0absent:';
const withoutOptional = {
  name: 'without-optional-modules',
  resolveId: (id) => (isAbsent(id) ? `${absent}${id}` : undefined),
  load: (id) => (id.startsWith(absent) ? "throw new Error('not in this program');\nmodule.exports = {};" : undefined),
};

const client = '@kubernetes/client-node';

/**
 * Bundles what `npm run build` has made.
 *
 * @param {string} entry
 * @returns {Promise<{ code: string, packages: readonly string[] }>} the script, and the folders of the packages in it
 */
export async function bundleProgram(entry) {
  const bundle = await rolldown({
    input: entry,
    platform: 'node',
    plugins: [withoutOptional],
    // Of this client only the credentials of kubeconfigs are used; its generated models would be three quarters of all.
    resolve: { alias: { [client]: join(dirname(fileURLToPath(import.meta.resolve(client))), 'config.js') } },
    treeshake: { moduleSideEffects: (id) => !id.includes(client) },
    onLog(level, log, report) {
      // Files are read from inside the program there, and `eval` is one of protobuf's, behind a try.
      if (log.code !== 'EVAL' && log.code !== 'EMPTY_IMPORT_META') report(level, log);
    },
  });
  // Each command loads what it needs when it runs, as in the package: a module is evaluated when it is first imported.
  const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false, strictExecutionOrder: true });
  await bundle.close();
  const [chunk, ...others] = output;
  if (others.length > 0) throw new Error(`more than one file: ${others.map(({ fileName }) => fileName).join(', ')}`);
  const outside = [...chunk.code.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, id]) => id);
  const unknown = outside.filter((id) => !isBuiltin(id));
  if (unknown.length > 0) throw new Error(`not in the bundle, and not in Node: ${unknown.join(', ')}`);
  const packages = new Set(chunk.moduleIds.filter((id) => id.startsWith('/') || /^[a-z]:/i.test(id)).map(packageOf));
  return { code: chunk.code, packages: [...packages].sort() };
}

/** The folder of the package that a file belongs to: the nearest with a name and a version in its package.json. */
function packageOf(file) {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (name !== undefined && version !== undefined) return folder;
  }
  throw new Error(`${file} belongs to no package`);
}
