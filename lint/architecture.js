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
  plan: ['model', 'errors', 'defaults', 'provider', 'equality', 'projection', 'graph'],
  server: ['model', 'errors', 'defaults'],
  discover: ['model', 'errors', 'defaults', 'provider', 'server'],
  // The state of a move as records, and where they are kept.
  journal: ['model', 'errors', 'defaults', 'events', 'plan', 'server', 'discover'],
  // Leases on both sides: whose turn it is.
  lock: ['model', 'errors', 'defaults', 'events', 'plan', 'server', 'discover', 'journal'],
  preflight: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'equality', 'projection'],
    ...['graph', 'plan', 'server', 'discover'],
  ],
  execute: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'equality', 'projection'],
    ...['graph', 'plan', 'server', 'discover', 'preflight', 'journal', 'lock'],
  ],
  // Fakes and drawings for unit tests; never packed.
  testing: ['model', 'errors', 'provider', 'graph', 'plan', 'server', 'discover'],
  // The entry point: it only lists names.
  index: [
    ...['model', 'errors', 'defaults', 'events', 'provider', 'equality', 'projection'],
    ...['graph', 'plan', 'server', 'discover', 'preflight', 'journal', 'lock', 'execute'],
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
  'plan',
];

/** Where each outside module may be imported in move-core: parts, or single files. What is not listed is not used. */
export const outsiders = {
  '@kubernetes/client-node': ['server/kubeconfig/auth-provider.ts'],
  'fast-json-patch': ['equality', 'projection', 'plan', 'preflight', 'execute'],
  graphology: ['graph'],
  'graphology-dag': ['graph'],
  'graphology-types': ['graph'],
  'js-yaml': ['server/kubeconfig'],
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
  providers: ['@tsmove/move-core/provider'],
  cli: ['@tsmove/move-core', '@tsmove/move-core/provider', '@tsmove/providers', '@stricli/core', 'js-yaml', 'node:'],
};
