// Makes packages/cli/events.schema.json, and the tables of docs/events.md, out of the types of what `-o json` prints
// (packages/cli/src/view/records.ts): so the schema cannot differ from what compiles. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const source = join(root, 'packages', 'cli', 'src', 'view', 'records.ts');
const schemaFile = join(root, 'packages', 'cli', 'events.schema.json');
const pageFile = join(root, 'docs', 'events.md');
const version = 1;

const config = ts.getParsedCommandLineOfConfigFile(join(root, 'packages', 'cli', 'tsconfig.json'), {}, ts.sys);
const program = ts.createProgram([source], { ...config.options, composite: false, noEmit: true });
const checker = program.getTypeChecker();

/** Shapes that several lines share, by the name of their type. */
const shapes = new Map();

/** The lines of one exported union, in the order in which they are declared. */
function linesOf(name) {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(source)));
  const symbol = exported.find((one) => one.name === name);
  const lines = membersOf(checker.getDeclaredTypeOfSymbol(symbol)).map(lineOf);
  return lines.sort((a, b) => a.at - b.at).map(({ type, schema }) => ({ type, schema }));
}

function membersOf(type) {
  return type.isUnion() ? type.types : [type];
}

function lineOf(type) {
  const discriminator = type.getProperty('type');
  const node = discriminator.declarations[0].parent;
  const kind = checker.getTypeOfSymbol(discriminator).value;
  const description = commentOf(node);
  if (description === '') throw new Error(`${kind}: its type has no comment that says when it comes`);
  // What tells lines apart comes first, then what is particular about this one.
  const order = (name) => ['type', 'formatVersion', 'seq', 'at', 'phase'].indexOf(name) + 1 || 9;
  const properties = type.getProperties().toSorted((a, b) => order(a.name) - order(b.name));
  return { at: node.pos, type: kind, schema: { description, ...objectSchema(properties, kind) } };
}

/** The comment in front of a type: of an interface, or of one member of a union. */
function commentOf(node) {
  const text = node.getSourceFile().text;
  const from = ts.isTypeLiteralNode(node) ? previousEnd(node) : node.pos;
  const [, comment = ''] =
    /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*\|?\s*$/.exec(text.slice(from, node.getStart(node.getSourceFile()))) ?? [];
  return sentence(comment);
}

function previousEnd(node) {
  const siblings = node.parent.types ?? [];
  const index = siblings.indexOf(node);
  return index > 0 ? siblings[index - 1].end : node.parent.pos;
}

function sentence(comment) {
  return comment
    .replaceAll(/^\s*\*/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function objectSchema(properties, where) {
  const entries = properties.map((property) => {
    const description = sentence(ts.displayPartsToString(property.getDocumentationComment(checker)));
    const schema = schemaOf(checker.getTypeOfSymbol(property), `${where}.${property.name}`);
    return [property.name, description === '' ? schema : { description, ...schema }];
  });
  const required = properties.filter((one) => !(one.flags & ts.SymbolFlags.Optional)).map(({ name }) => name);
  return { type: 'object', properties: Object.fromEntries(entries), required };
}

function schemaOf(type, where) {
  const { flags } = type;
  if (flags & ts.TypeFlags.StringLiteral || flags & ts.TypeFlags.NumberLiteral) return { const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
  if (flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (flags & ts.TypeFlags.String) return { type: 'string' };
  if (flags & ts.TypeFlags.Number) return { type: 'number' };
  if (type.isUnion()) return unionSchema(type, where);
  if (checker.isArrayType(type)) return { type: 'array', items: schemaOf(checker.getTypeArguments(type)[0], where) };
  const values = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (values !== undefined) return { type: 'object', additionalProperties: schemaOf(values, where) };
  if (flags & ts.TypeFlags.Object || type.isIntersection()) return shapeSchema(type, where);
  throw new Error(`${where}: there is no schema for ${checker.typeToString(type)}`);
}

function unionSchema(type, where) {
  const parts = type.types.filter((one) => !(one.flags & ts.TypeFlags.Undefined));
  if (parts.every((one) => one.isStringLiteral() || one.isNumberLiteral())) {
    const values = parts.map(({ value }) => value);
    return values.length === 1 ? { const: values[0] } : { enum: sorted(values) };
  }
  if (parts.every((one) => one.flags & ts.TypeFlags.BooleanLiteral)) {
    return parts.length === 2 ? { type: 'boolean' } : schemaOf(parts[0], where);
  }
  const schemas = parts.map((one) => schemaOf(one, where));
  return schemas.length === 1 ? schemas[0] : { anyOf: schemas };
}

function sorted(values) {
  return values.toSorted((a, b) => (typeof a === 'number' ? a - b : a < b ? -1 : 1));
}

/** Types with a name stand once, under it. */
function shapeSchema(type, where) {
  const name = type.aliasSymbol?.name ?? type.symbol?.name ?? '__type';
  if (name.startsWith('__') || ['Record', 'Readonly', 'Partial'].includes(name))
    return objectSchema(type.getProperties(), where);
  if (!shapes.has(name)) {
    shapes.set(name, undefined);
    const [declaration] = type.symbol.declarations ?? [];
    const description = declaration === undefined ? '' : commentOf(declaration);
    shapes.set(name, {
      ...(description === '' ? {} : { description }),
      ...objectSchema(type.getProperties(), name),
    });
  }
  return { $ref: `#/$defs/${name}` };
}

/** The schema: what a line must be by its type. Types that it does not know are let through, and so are new fields. */
function schemaFor(groups) {
  const byType = new Map();
  for (const { type, schema } of groups.flat()) byType.set(type, [...(byType.get(type) ?? []), schema]);
  const lines = [...byType].sort(([a], [b]) => (a < b ? -1 : 1));
  const defs = [...shapes].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:tsmove:events:v${version}`,
    title: `What tsmove prints with -o json, version ${version}: one of these on each line`,
    $comment: 'Made by scripts/event-schema.js. Types and fields may be added within a version: ignore unknown ones.',
    type: 'object',
    properties: { type: { type: 'string' }, formatVersion: { const: version } },
    required: ['type', 'formatVersion'],
    allOf: lines.map(([type, schemas]) => ({
      if: { properties: { type: { const: type } } },
      then: schemas.length === 1 ? { $ref: `#/$defs/line:${type}` } : { anyOf: schemas.map(refTo(type)) },
    })),
    $defs: Object.fromEntries([
      ...lines.flatMap(([type, schemas]) =>
        schemas.map((schema, index) => [nameOf(type, index, schemas.length), schema]),
      ),
      ...defs,
    ]),
  };
}

function nameOf(type, index, count) {
  return count === 1 ? `line:${type}` : `line:${type}:${index + 1}`;
}

function refTo(type) {
  return (_, index, all) => ({ $ref: `#/$defs/${nameOf(type, index, all.length)}` });
}

/** Tables for people. */
function tableOf(lines) {
  const onEvery = new Set(['type', 'formatVersion', 'seq', 'at', 'phase']);
  const rows = lines.map(({ type, schema }) => {
    const own = Object.entries(schema.properties).filter(([name]) => !onEvery.has(name) || isOwn(name, schema));
    return `| \`${type}\` | ${schema.description} | ${own.map((one) => fieldOf(one, schema)).join(', ')} |`;
  });
  return ['| type | when | fields |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The phase of an event about a phase is its subject. */
function isOwn(name, { required }) {
  return name === 'phase' && required.includes('phase');
}

function fieldOf([name, schema], { required }) {
  return `\`${name}\`${required.includes(name) ? '' : '?'}${wordsFor(schema)}`;
}

function wordsFor(schema) {
  const inner = schema.type === 'array' ? schema.items : schema;
  if (inner.$ref !== undefined) return ` (${schema.type === 'array' ? 'list of ' : ''}${linkTo(inner)})`;
  if (inner.anyOf !== undefined) return ` (${inner.anyOf.map(linkTo).join(' or ')})`;
  if (inner.enum !== undefined) return ` (${inner.enum.map((value) => `\`${value}\``).join(', ')})`;
  if (inner.const !== undefined) return ` (\`${inner.const}\`)`;
  return '';
}

function linkTo({ $ref }) {
  const name = $ref.split('/').at(-1);
  return `[${name}](#${name.toLowerCase()})`;
}

function shapesText() {
  const all = [...shapes].sort(([a], [b]) => (a < b ? -1 : 1));
  return all
    .map(([name, schema]) => {
      const rows = Object.entries(schema.properties).map(
        ([field, one]) => `| ${fieldOf([field, one], schema)} | ${one.description ?? ''} |`,
      );
      const about = schema.description === undefined ? [] : [schema.description, ''];
      return [`### ${name}`, '', ...about, '| field | meaning |', '| --- | --- |', ...rows].join('\n');
    })
    .join('\n\n');
}

function between(page, mark, text) {
  const marks = new RegExp(`(<!-- ${mark} -->\\n)[^]*?(<!-- /${mark} -->)`);
  if (!marks.test(page)) throw new Error(`docs/events.md has no marks of "${mark}"`);
  return page.replace(marks, (_, begin, end) => `${begin}\n${text}\n\n${end}`);
}

const [moves, pivots, command] = ['MoveLine', 'PivotLine', 'CommandLine'].map(linesOf);
const schema = `${JSON.stringify(schemaFor([moves, pivots, command]), undefined, 2)}\n`;
const before = readFileSync(pageFile, 'utf8');
const page = [
  ['command', tableOf(command)],
  ['moves', tableOf(moves)],
  ['pivots', tableOf(pivots)],
  ['shapes', shapesText()],
].reduce((text, [mark, table]) => between(text, mark, table), before);

if (!process.argv.includes('--check')) {
  writeFileSync(schemaFile, schema);
  writeFileSync(pageFile, page);
} else if (readFileSync(schemaFile, 'utf8') !== schema || before !== page) {
  console.error('the schema or docs/events.md is not what the types say: run node scripts/event-schema.js');
  process.exitCode = 1;
}
