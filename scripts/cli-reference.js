// node scripts/cli-reference.js [--check]
//
// Makes docs/cli.md from the definitions that `tsmove --help` prints, as they were built last. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs', 'cli.md');

const { app, texts, common, names } = await loadSources({
  app: 'app/command-names.js',
  texts: 'help/texts.js',
  common: 'help/common.js',
  names: 'flags/names.js',
});
const commands = app.commandNames.flatMap((name) => [
  name,
  ...app.subcommandNames.filter((sub) => sub.startsWith(`${name} `)),
]);

const text = [
  '# Command line',
  'Made from the definitions behind `tsmove --help` by `npm run docs:cli`; do not edit.',
  'Called as `kubectl tsmove` it is the same program, and names itself like that in what it prints.',
  paragraphs(texts.programHelp.about),
  usage(texts.programHelp.usage),
  '`tsmove help COMMAND`, `tsmove COMMAND --help` and `-h` print the help of a command, `tsmove --version` the version.',
  '## Commands',
  table(
    ['command', 'what it does'],
    commands.map((name) => [
      `[\`${name}\`](#tsmove-${name.replaceAll(' ', '-')})`,
      `${app.commandBriefs[name] ?? app.subcommandBriefs[name]}.`,
    ]),
  ),
  list({ ...common.environmentList, heading: 'Environment' }, '##'),
  'The environment variable of a flag is in the tables below. One that is set to nothing counts as not set.',
  list({ ...common.exitCodeList, heading: 'Exit codes' }, '##'),
  'Commands for which a code means something else say so below.',
  ...commands.flatMap(command),
]
  .filter((part) => part !== '')
  .join('\n\n')
  .concat('\n');

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/cli.md is not what the flags say: run npm run docs:cli');
  process.exitCode = 1;
}

function command(name) {
  const help = texts.commandHelp[name];
  const own = (help.lists ?? []).filter((one) => one !== common.environmentList && one !== common.exitCodeList);
  return [
    `## tsmove ${name}`,
    paragraphs(help.about),
    usage(help.usage),
    ...help.groups.flatMap((group) => [`### ${name}: ${group.heading}`, flags(group.flags)]),
    ...own.filter(({ heading }) => heading !== 'Commands').map((one) => list(one, `### ${name}:`)),
    `### ${name}: Examples`,
    [
      '<!-- not run: examples, which are about clusters of other names; the program reads each of them -->',
      code(
        'sh',
        help.examples.flatMap((one) => [...(one.aim === '' ? [] : [`# ${one.aim}`]), one.command]),
      ),
    ].join('\n'),
  ];
}

function flags(group) {
  const rows = Object.entries(group).map(([name, flag]) => [
    `${spelling(name)}${value(flag)}`,
    flag.brief,
    defaultOf(flag),
    `\`${names.variableName(name)}\``,
  ]);
  return table(['flag', 'what it does', 'default', 'environment'], rows);
}

function spelling(name) {
  const letter = Object.entries(names.shortNames).find(([, flag]) => flag === name)?.[0];
  const long = names.flagName(name);
  return letter === undefined || long === `-${letter}` ? `\`${long}\`` : `\`-${letter}\`, \`${long}\``;
}

function value(flag) {
  const shown = flag.values?.join('|') ?? flag.placeholder;
  const repeats = flag.variadic === undefined || flag.variadic === false ? '' : ' …';
  return shown === undefined ? '' : ` \`${shown}\`${repeats}`;
}

/** What the flag's own words call its default. */
function defaultOf({ kind, brief, values = [] }) {
  if (kind === 'boolean') return 'no';
  const stated = /\(default:? ([^),]*)/.exec(brief)?.[1];
  if (stated !== undefined) return `\`${stated}\``;
  // `rollback: undo everything (default). stop: …`
  const before = brief.slice(0, Math.max(0, brief.indexOf('(default)')));
  const [last] = values
    .map((one) => [one, before.search(new RegExp(`\\b${one}\\b(?!.*\\b${one}\\b)`))])
    .filter(([, at]) => at >= 0)
    .sort(([, a], [, b]) => b - a);
  return last === undefined ? '' : `\`${last[0]}\``;
}

function list({ heading, items }, marks) {
  const rows = items.map(([term, meaning]) => [`\`${term.replaceAll(', ', '`, `')}\``, meaning]);
  return `${marks} ${heading}\n\n${table([heading === 'Exit codes' ? 'code' : 'name', 'meaning'], rows)}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function paragraphs(about) {
  return about.join('\n\n');
}

function usage(lines) {
  return code(
    '',
    lines.map((line) => `tsmove ${line}`),
  );
}

function code(language, lines) {
  return `\`\`\`${language}\n${lines.join('\n')}\n\`\`\``;
}

/** Modules of the command line, as they were built last. */
async function loadSources(files) {
  const loaded = Object.entries(files).map(async ([name, path]) => [
    name,
    await import(pathToFileURL(join(root, 'packages/cli/dist', path)).href),
  ]);
  return Object.fromEntries(await Promise.all(loaded));
}
