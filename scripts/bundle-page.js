// Makes packages/cli/src/page/render/assets.ts: the page's script and style as two texts in a module, so that they are
// found wherever the module is: in a checkout, in a package, in a program of one file. `--check` only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { rolldown } from 'rolldown';

const page = join(import.meta.dirname, '..', 'packages', 'cli', 'src', 'page');
const made = join(page, 'render', 'assets.ts');

const bundle = await rolldown({ input: join(page, 'browser', 'main.ts'), platform: 'browser' });
const { output } = await bundle.generate({
  format: 'iife',
  comments: false,
  // White space goes, names stay: whoever opens the file can read what it does.
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
});
await bundle.close();
const [{ code }] = output;
const css = ['base', 'controls', 'panels', 'graph', 'print'].map((name) =>
  readFileSync(join(page, 'browser', 'style', `${name}.css`), 'utf8'),
);
const style = css
  .join('')
  .replaceAll(/\/\*[^]*?\*\//g, '')
  .replaceAll(/\s*\n\s*/g, '\n')
  .trim();
if (/<\/(script|style)|<!--/i.test(code + style)) throw new Error('the page would end in the middle of its script');

const text = `// Made by scripts/bundle-page.js from packages/cli/src/page/browser. Do not edit.

/** What runs in the page. */
export const script: string = ${JSON.stringify(code.trim())};

/** How the page looks; colours are added when it is made. */
export const style: string = ${JSON.stringify(style)};
`;
if (!process.argv.includes('--check')) writeFileSync(made, text);
else if (readFileSync(made, 'utf8') !== text) {
  console.error('packages/cli/src/page/render/assets.ts is not what its sources say: run node scripts/bundle-page.js');
  process.exitCode = 1;
}
