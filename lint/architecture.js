/**
 * Who may import what. This is the table behind the picture in ARCHITECTURE.md; `dependency-direction.js` enforces it.
 *
 * A part is a folder of `packages/move-core/src`, or a file there without its extension.
 */

/** For each part of move-core, the other parts whose code it may use. */
export const parts = {
  model: [],
  defaults: [],
  errors: ['model'],
  events: ['model', 'errors'],
  equality: ['model', 'errors', 'provider'],
  provider: ['model', 'errors', 'equality'],
  projection: ['model', 'errors', 'provider', 'equality'],
  graph: ['model', 'errors', 'provider'],
  // Which texts of an object are namespaces, and what is in the way of another name.
  'namespace-map': ['model', 'errors', 'provider'],
  plan: ['model', 'errors', 'defaults', 'provider', 'equality', 'projection', 'graph', 'namespace-map'],
  server: ['model', 'errors', 'defaults'],
  discover: ['model', 'errors', 'defaults', 'provider', 'server'],
  // Data that is no object of a move, and has to be in the target before it: DHCP leases.
  'side-data': ['model', 'errors', 'defaults', 'server', 'discover'],
  // A target in which the moved namespace has another name, seen in the words of the source.
  'namespace-view': ['model', 'errors', 'provider', 'plan', 'server', 'discover', 'namespace-map'],
  // Both sides, object by object, whether a move is under way or not.
  diff: [
    ...['model', 'errors', 'provider', 'equality', 'plan', 'server', 'discover'],
    ...['namespace-map', 'namespace-view'],
  ],
  // The state of a move as records, and where they are kept.
  journal: ['model', 'errors', 'defaults', 'events', 'plan', 'server', 'discover'],
  // Leases on both sides: whose turn it is.
  lock: ['model', 'errors', 'defaults', 'events', 'plan', 'server', 'discover', 'journal'],
  preflight: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'equality', 'projection'],
    ...['graph', 'plan', 'server', 'discover', 'namespace-map', 'namespace-view'],
  ],
  execute: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'equality', 'projection'],
    ...['graph', 'plan', 'server', 'discover', 'preflight', 'journal', 'lock', 'namespace-view'],
  ],
  // Objects that outlast their cluster: archives, directories, and how one is the source of a move.
  archive: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'graph', 'plan', 'server', 'discover'],
    ...['journal', 'lock', 'execute'],
  ],
  // A move with all that has to happen around it.
  pivot: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'plan', 'server', 'discover'],
    ...['preflight', 'journal', 'lock', 'execute', 'side-data'],
  ],
  // What every code of errors and findings means: a table, which loads nothing else.
  codes: ['preflight', 'pivot'],
  // Why one object of the source has its place in a plan, and what would fight its move.
  explain: ['model', 'errors', 'provider', 'graph', 'plan', 'discover'],
  // Fakes and drawings for unit tests; never packed.
  testing: ['model', 'errors', 'provider', 'graph', 'plan', 'server', 'discover', 'archive', 'lock'],
  // The entry point: it only lists names.
  index: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'equality', 'projection'],
    ...[
      'graph',
      'plan',
      'server',
      'discover',
      'preflight',
      'journal',
      'lock',
      'execute',
      'archive',
      'pivot',
      'side-data',
      'diff',
      'codes',
      'explain',
      'namespace-map',
    ],
  ],
};

/** Parts that compute and do nothing else: no `node:` module, no network, no clock. */
export const pureParts = [
  'model',
  'errors',
  'defaults',
  'events',
  'equality',
  'provider',
  'projection',
  'graph',
  'namespace-map',
  'plan',
  'codes',
  'explain',
];

/** Where each outside module may be imported in move-core: parts, or single files. What is not listed is not used. */
export const outsiders = {
  '@bufbuild/protobuf': ['server/protobuf'],
  '@kubernetes/client-node': ['server/kubeconfig/auth-provider.ts'],
  'age-encryption': ['archive/age', 'testing'],
  'fast-json-patch': ['equality', 'projection', 'plan', 'preflight', 'execute'],
  graphology: ['graph'],
  'graphology-dag': ['graph'],
  'graphology-types': ['graph'],
  'js-yaml': ['server/kubeconfig', 'archive/yaml'],
  'lossless-json': ['model'],
  'p-limit': ['server', 'discover', 'preflight', 'execute'],
  undici: ['server'],
  // Where the library looks at processes: its own, and whether another one that left a lock still runs.
  'node:process': ['server/environment.ts', 'journal/file/this-host.ts'],
  'node:console': [],
  // The one program that the library ever starts: a credential plugin that the kubeconfig names.
  'node:child_process': ['server/kubeconfig/exec-plugin.ts'],
};

/** What the other packages may import besides their own files. `node:` stands for every module of Node. */
export const packages = {
  providers: ['@tsmove/move-core/provider', '@tsmove/move-core/codes', 'ipaddr.js'],
  cli: [
    ...['@tsmove/move-core', '@tsmove/move-core/provider', '@tsmove/move-core/codes'],
    ...['@tsmove/providers', '@tsmove/providers/codes', '@stricli/core', 'js-yaml', 'node:'],
  ],
};
