// What a stranger's compiler sees of the packages: their declarations, made in memory so that nothing has to be built.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..').replaceAll('\\', '/');

/** @type {ts.CompilerOptions} */
const options = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [`${root}/node_modules/@types`],
};

/** The public packages: their folder's name, their manifest, and the entry points that others may import. */
export function publicPackages() {
  return ['move-core', 'providers', 'cli'].map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
    // What has no types is data.
    const entries = Object.entries(manifest.exports).flatMap(([path, { types }]) =>
      types === undefined
        ? []
        : [
            {
              name: path === '.' ? manifest.name : `${manifest.name}/${path.slice(2)}`,
              file: `${root}/packages/${folder}/${types.slice(2)}`,
            },
          ],
    );
    return { folder, manifest, entries };
  });
}

/**
 * A program over the declarations of these packages.
 *
 * @param {readonly ReturnType<typeof publicPackages>[number][]} packages
 */
export function declarationProgram(packages) {
  const made = new Map(packages.flatMap(({ folder }) => declarationsOf(folder)));
  // Packages find each other by links in node_modules; what has been made stands for what lies behind them.
  const place = (path) => path.replace(`${root}/node_modules/@tsmove/`, `${root}/packages/`);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, realpath } = host;
  host.fileExists = (path) =>
    made.has(place(path)) || ((!path.includes('/dist/') || path.includes('/node_modules/')) && fileExists(path));
  host.readFile = (path) => made.get(place(path)) ?? readFile(path);
  host.realpath = (path) => (made.has(place(path)) ? place(path) : (realpath?.(path) ?? path));
  host.directoryExists = undefined;
  const files = packages.flatMap(({ entries }) => entries.map(({ file }) => file));
  const program = ts.createProgram(files, options, host);
  const problem = files.flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))[0];
  if (problem !== undefined) throw new Error(ts.formatDiagnostic(problem, formatHost));
  return program;
}

const formatHost = {
  getCanonicalFileName: (path) => path,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

/** Each file of a package as a declaration, which needs no knowledge of other files: exports have their types. */
function declarationsOf(folder) {
  const source = `${root}/packages/${folder}/src`;
  const files = readdirSync(source, { recursive: true })
    .map((path) => `${source}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|\/src\/(testing|page\/browser)\//.test(path));
  const program = ts.createProgram(files, {
    ...options,
    noEmit: false,
    noCheck: true,
    noLib: true,
    noResolve: true,
    types: [],
    declaration: true,
    emitDeclarationOnly: true,
    isolatedDeclarations: true,
    rewriteRelativeImportExtensions: true,
    rootDir: source,
    outDir: `${root}/packages/${folder}/dist`,
  });
  const [wrong] = program.getSyntacticDiagnostics();
  if (wrong !== undefined) throw new Error(ts.formatDiagnostic(wrong, formatHost));
  const made = [];
  program.emit(undefined, (path, text) => made.push([path, text]));
  return made;
}
