// The names that a package exports, each with its declarations, and what these refer to without exporting it.
import ts from 'typescript';

const printer = ts.createPrinter({ removeComments: true });

/** Everything that can be imported from these packages. */
export function surfaceOf(program, packages) {
  const checker = program.getTypeChecker();
  const original = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const moduleOf = (file) => checker.getSymbolAtLocation(program.getSourceFile(file));
  const exportsOf = (file) =>
    checker
      .getExportsOfModule(moduleOf(file))
      .map((symbol) => ({ name: symbol.name, symbol: original(symbol) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const entries = packages.flatMap(({ entries: own }) =>
    own.map(({ name, file }) => ({ name, names: exportsOf(file) })),
  );
  const known = new Set([
    ...entries.flatMap(({ names }) => names.map(({ symbol }) => symbol)),
    ...packages.flatMap(({ entries: own }) => own.map(({ file }) => moduleOf(file))),
  ]);
  return { checker, original, entries, known };
}

/** A declaration as it stands in the package, without its comments. */
export function textOf(symbol, name) {
  return declarationsOf(symbol)
    .map((node) => printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile()))
    .map((text) => (text.startsWith('export ') ? text : `export ${text}`).replace(/^export default /, 'export '))
    .map((text) => (symbol.name === name ? text : `${text} // as ${name}`))
    .join('\n');
}

/** The names of our own that a declaration refers to, and that nobody can import. */
export function leaksOf({ checker, original, known }, symbol) {
  const leaks = new Set();
  const check = (name) => {
    const found = checker.getSymbolAtLocation(name);
    if (found === undefined) return;
    const meant = original(found);
    if (meant.flags & ts.SymbolFlags.TypeParameter || known.has(meant)) return;
    const place = meant.declarations?.[0]?.getSourceFile().fileName ?? '';
    const [, ours] = /\/packages\/([^/]+\/)dist\//.exec(place) ?? [];
    if (ours !== undefined) leaks.add(meant.name);
  };
  const visit = (node) => {
    if (ts.isTypeReferenceNode(node)) check(node.typeName);
    else if (ts.isTypeQueryNode(node)) check(node.exprName);
    else if (ts.isExpressionWithTypeArguments(node)) check(node.expression);
    else if (ts.isImportTypeNode(node) && node.qualifier !== undefined) check(node.qualifier);
    ts.forEachChild(node, visit);
  };
  declarationsOf(symbol).forEach(visit);
  return [...leaks].sort();
}

/** A constant is declared by its statement, which has the words in front of it. */
function declarationsOf(symbol) {
  return (symbol.declarations ?? []).map((node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node));
}
