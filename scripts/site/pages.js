// Which pages the site has besides the reference, and where each stands in the list of pages.
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Groups of pages in their order; a page of docs/ that is named nowhere is among the last, and one of docs/guides a guide. */
const groups = {
  Guides: [],
  'Moving clusters': ['cli', 'metal3', 'pivot', 'leases', 'archives', 'plans', 'in-cluster', 'rbac', 'providers', 'pages'],
  'What is promised': ['guarantees', 'contract', 'equality', 'journal', 'releases'],
  'Next to clusterctl': ['clusterctl-behaviour', 'parity', 'benchmark'],
  Examples: [],
  'The project': ['ARCHITECTURE', 'CONTRIBUTING', 'SECURITY', 'CHANGELOG', 'package'],
  'More to know': [],
};

/** The groups as typedoc orders them, before the modules. */
export const groupOrder = [...Object.keys(groups), '*'];

/** All pages, as paths from the root of the repository, without those that are made anew here as the reference. */
export function pagesOf(root) {
  const folders = ['docs', 'docs/guides', 'examples'].filter((folder) => existsSync(join(root, folder)));
  return [
    ...folders.flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.md'))
        .sort()
        .map((name) => `${folder}/${name}`),
    ),
    ...['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ];
}

/** The group of a page. */
export function groupOf(path) {
  if (path.startsWith('docs/guides/')) return 'Guides';
  if (path.startsWith('examples/')) return 'Examples';
  const name = basename(path, '.md');
  return Object.keys(groups).find((group) => groups[group].includes(name)) ?? 'More to know';
}
