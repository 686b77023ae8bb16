import { readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { outsiders, packages, parts, pureParts } from './architecture.js';

/**
 * Reports imports that go against the direction in `architecture.js`, however they are written: `import`, `export from`,
 * `import()` and the type `import('…')`.
 *
 * One thing may go against it: a type, out of a file that holds nothing but types. Such a file has no code that could
 * depend on anything, so a lower part can name the shape of a value that a higher part makes.
 *
 * Tests, and what only they use (`src/testing`), may import what they like; nothing else may import `src/testing`.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const dependencyDirection = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      direction: '`{{from}}` must not import `{{to}}` (lint/architecture.js says who may import what).',
      typeFromCode:
        '`{{from}}` may import from `{{to}}` only a type, and only out of a file that holds nothing but types.',
      leavesPackage: 'A relative import must stay inside its package: import the package by its name.',
      outsider: '`{{from}}` must not import `{{name}}` (lint/architecture.js says where it may be).',
      unknownPart: '`{{from}}` is not in lint/architecture.js: enter it there, with what it may import.',
    },
  },
  create(context) {
    const place = locate(context.filename, context.cwd);
    if (place === undefined || /^testing\/|\.test\.ts$/.test(place.file)) return {};

    /** @param {import('eslint').Rule.Node} node @param {unknown} source @param {boolean} typeOnly */
    const check = (node, source, typeOnly) => {
      if (typeof source !== 'string') return;
      const problem = source.startsWith('.') ? inside(place, source, typeOnly) : outside(place, source);
      if (problem !== undefined) context.report({ node, ...problem });
    };

    return {
      ImportDeclaration: (node) => check(node, node.source.value, node.importKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ExportNamedDeclaration: (node) => check(node, node.source?.value, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source.value, false),
      TSImportType: (node) => check(node, node.source.value, true),
    };
  },
};

/**
 * Which package a file belongs to, and its path below that package's `src`.
 *
 * @param {string} filename @param {string} cwd
 */
function locate(filename, cwd) {
  const [, name, file] = /^packages\/([^/]+)\/src\/(.+)$/.exec(relative(cwd, filename).split(sep).join('/')) ?? [];
  if (name === undefined || file === undefined) return undefined;
  const root = join(cwd, 'packages', name, 'src');
  return { name, file, root, part: name === 'move-core' ? partOf(file) : name };
}

/** @param {string} file */
function partOf(file) {
  return (file.split('/')[0] ?? file).replace(/\.ts$/, '');
}

/** @param {NonNullable<ReturnType<typeof locate>>} place @param {string} source @param {boolean} typeOnly */
function inside(place, source, typeOnly) {
  const path = join(place.root, dirname(place.file), source);
  const file = relative(place.root, path).split(sep).join('/');
  if (file.startsWith('../')) return { messageId: 'leavesPackage' };
  if (place.name !== 'move-core') return undefined;
  const to = partOf(file);
  if (to === place.part) return undefined;
  const allowed = parts[place.part];
  if (allowed === undefined) return { messageId: 'unknownPart', data: { from: place.part } };
  if (allowed.includes(to)) return undefined;
  if (!typeOnly) return { messageId: 'direction', data: { from: place.part, to } };
  return holdsOnlyTypes(path) ? undefined : { messageId: 'typeFromCode', data: { from: place.part, to: file } };
}

/** @param {NonNullable<ReturnType<typeof locate>>} place @param {string} source */
function outside(place, source) {
  const name = isBuiltin(source) ? `node:${source.replace(/^node:/, '')}` : source;
  const problem = { messageId: 'outsider', data: { from: place.name === 'move-core' ? place.file : place.name, name } };
  if (place.name !== 'move-core') {
    const allowed = packages[place.name] ?? [];
    return allowed.includes(name) || (name.startsWith('node:') && allowed.includes('node:')) ? undefined : problem;
  }
  const homes = outsiders[name] ?? outsiders[packageOf(name)];
  if (homes !== undefined) return homes.some((home) => isAt(place.file, home)) ? undefined : problem;
  return name.startsWith('node:') && !pureParts.includes(place.part) ? undefined : problem;
}

/** The package of an import such as `graphology/dist/x` or `@scope/name/y`. @param {string} name */
function packageOf(name) {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

/** @param {string} file @param {string} home a file, or a folder or part that contains it */
function isAt(file, home) {
  return file === home || file.startsWith(`${home}/`) || partOf(file) === home;
}

/** @type {Map<string, { readonly changed: number, readonly answer: boolean }>} */
const known = new Map();

/** @param {string} path */
function holdsOnlyTypes(path) {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return false;
  const before = known.get(path);
  if (before?.changed === changed) return before.answer;
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023);
  const answer = statements.every(isType);
  known.set(path, { changed, answer });
  return answer;
}

/** @param {import('typescript').Statement} statement */
function isType(statement) {
  if (ts.isImportDeclaration(statement)) return statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
}
