// node scripts/api-report.js [--check]
//
// Makes docs/api/*.api.md: every name that can be imported from a package, with its declaration. A change of what others
// build on is then a change of these files, for everybody to see. `--check` only compares. It is an error if a
// declaration refers to a type that nobody can import: whoever uses it could not write down what he has.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { declarationProgram, publicPackages } from './api/declarations.js';
import { leaksOf, surfaceOf, textOf } from './api/surface.js';

const folder = join(import.meta.dirname, '..', 'docs', 'api');
const checkOnly = process.argv.includes('--check');
const packages = publicPackages();
const surface = surfaceOf(declarationProgram(packages), packages);
const problems = [];

mkdirSync(folder, { recursive: true });
for (const one of packages) {
  const file = join(folder, `${one.folder}.api.md`);
  const text = reportOf(one);
  if (!checkOnly) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    problems.push(
      `docs/api/${one.folder}.api.md is not what ${one.manifest.name} exports: run npm run api, and see what changed`,
    );
  }
}
for (const { name, names } of surface.entries) {
  for (const exported of names) {
    for (const leak of leaksOf(surface, exported.symbol)) {
      problems.push(`${name}: ${exported.name} refers to ${leak}, which nobody can import: export it, or leave it out`);
    }
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

function reportOf({ manifest, entries }) {
  const told = new Map();
  const parts = entries.flatMap(({ name }) => {
    const names = surface.entries.find((entry) => entry.name === name)?.names ?? [];
    const before = names.filter(({ symbol }) => told.has(symbol));
    const own = names.filter(({ symbol }) => !told.has(symbol));
    for (const { symbol } of own) told.set(symbol, name);
    return [
      `## ${name}`,
      ...(before.length === 0
        ? []
        : [`The same as above: ${before.map((exported) => `\`${exported.name}\``).join(', ')}.`]),
      ...(own.length === 0
        ? []
        : [`\`\`\`ts\n${own.map((exported) => textOf(exported.symbol, exported.name)).join('\n\n')}\n\`\`\``]),
    ];
  });
  const intro = 'Everything that can be imported, made by `npm run api`; do not edit.';
  return `${[`# ${manifest.name}`, intro, ...parts].join('\n\n')}\n`;
}
