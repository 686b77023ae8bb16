// node scripts/build-site.js [--out DIR]
//
// Makes the whole documentation as a static site: the README in front, all guides, and the reference of what can be
// imported. A link that leads nowhere, or a type that the reference does not have, is an error.
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Application, Converter } from 'typedoc';
import { groupOf, groupOrder, pagesOf } from './site/pages.js';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'site' } } });
const root = join(import.meta.dirname, '..');
process.chdir(root);
const pages = pagesOf(root);
const modules = {
  'move-core/src/index': '@tsmove/move-core',
  'move-core/src/provider': '@tsmove/move-core/provider',
  'providers/src/index': '@tsmove/providers',
  'cli/src/index': '@tsmove/cli',
};

const app = await Application.bootstrap({
  name: 'tsmove',
  readme: 'README.md',
  entryPoints: Object.keys(modules).map((path) => `packages/${path}.ts`),
  tsconfig: 'scripts/site/tsconfig.json',
  // The build has checked them.
  skipErrorChecking: true,
  projectDocuments: pages,
  out: resolve(root, values.out),
  groupOrder,
  sort: ['alphabetical'],
  navigation: { includeGroups: true },
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  hideGenerator: true,
  githubPages: false,
  validation: { notExported: true, invalidLink: true, rewrittenLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
});

// Pages are called what their first line says, modules as they are imported.
app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
  const path = pages.find((one) => `/${one}`.endsWith(`/${page.name}.md`));
  page.frontmatter.group = groupOf(path);
  const [first] = page.content;
  page.name = /^# (.+)$/m.exec(first?.text ?? '')?.[1] ?? page.name;
});
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  for (const module of project.children ?? []) {
    const [, name] =
      Object.entries(modules).find(([path]) => path === module.name || path.endsWith(`/${module.name}`)) ?? [];
    if (name !== undefined) module.name = name;
  }
});

const project = await app.convert();
if (project !== undefined) {
  app.validate(project);
  await app.generateOutputs(project);
}
if (project === undefined || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
