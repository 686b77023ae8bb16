import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { pureParts } from './lint/architecture.js';
import { dependencyDirection } from './lint/dependency-direction.js';

/** Tests, and what only tests use, are free of what binds the code they test. */
const tests = ['**/*.test.ts', 'packages/*/src/testing/**'];
const sourceOf = (name) => ({ files: [`packages/${name}/src/**/*.ts`], ignores: tests });

/** @param {readonly string[]} names @param {string} message */
const withoutGlobals = (names, message) => ({
  'no-restricted-globals': ['error', { globals: names.map((name) => ({ name, message })), checkGlobalObject: true }],
});

const notInLibrary = ['console', 'process'];
const notInPureCode = [
  ...notInLibrary,
  ...['Buffer', 'fetch', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
];

export default defineConfig(
  globalIgnores([
    ...['**/dist/', '**/coverage/', '**/testdata/', 'bench-results/', 'dist-*/', 'site/'],
    // Made by scripts/bundle-page.js.
    'packages/cli/src/page/render/assets.ts',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { tsmove: { rules: { 'dependency-direction': dependencyDirection } } },
    rules: {
      'tsmove/dependency-direction': 'error',
      eqeqeq: 'error',
      // `import { type A } from 'x'` would still load x at run time, and hide from the rule above that it is only a type.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        // A `using` declaration is there for its end, not to be named again.
        { argsIgnorePattern: '^_', ignoreRestSiblings: true, ignoreUsingDeclarations: true },
      ],
      // A number in a sentence is what the sentence says; an object or undefined in it is a bug and stays one.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => sideEffect()` as a callback is idiom; a void value anywhere else is not.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  {
    files: tests,
    // Tests hand functions of stand-ins around to look at them.
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    ...sourceOf('move-core'),
    rules: withoutGlobals(
      notInLibrary,
      'The library has no console and no process: emit an event, or take it as an option.',
    ),
  },
  {
    files: pureParts.flatMap((part) => [`packages/move-core/src/${part}/**/*.ts`, `packages/move-core/src/${part}.ts`]),
    ignores: tests,
    rules: withoutGlobals(notInPureCode, 'This part only computes: what it needs to know is handed in.'),
  },
  {
    ...sourceOf('providers'),
    rules: withoutGlobals(notInPureCode, 'A provider only computes: what it needs to know is handed in.'),
  },
  {
    ...sourceOf('cli'),
    rules: withoutGlobals(['console'], 'Write to the streams of the context, so that a test can read what was said.'),
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.recommended],
    languageOptions: { sourceType: 'module' },
  },
  {
    // CommonJS, because it starts faster.
    files: ['packages/cli/bin/*.js'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
