import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Block } from './pages/markdown.ts';
import { pagesForReaders, root } from './pages/pages.ts';

const blocks = pagesForReaders()
  // Lists of declarations, made from what the compiler has read already.
  .filter(({ file }) => !file.startsWith('docs/api/'))
  .flatMap((page) => page.blocks)
  .filter(({ language }) => language === 'ts');

/** A module of its own: what `<!-- given: … -->` above the block says is there, and the block. */
function moduleOf({ code, notes }: Block): string {
  return `${notes.get('given') ?? ''}\n${code}\nexport {};\n`;
}

test('every block of TypeScript compiles, against the packages as they are built', () => {
  const modules = new Map(blocks.map((block, at) => [join(root, 'examples', `.block-${at}.ts`), block]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    skipLibCheck: true,
    noEmit: true,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const virtual: ts.CompilerHost = {
    ...host,
    fileExists: (file) => modules.has(file) || host.fileExists(file),
    readFile: (file) => textOf(file) ?? host.readFile(file),
    getSourceFile: (file, how) => {
      const text = textOf(file);
      return text === undefined ? host.getSourceFile(file, how) : ts.createSourceFile(file, text, how);
    },
  };
  function textOf(file: string): string | undefined {
    const block = modules.get(file);
    return block === undefined ? undefined : moduleOf(block);
  }
  const program = ts.createProgram([...modules.keys()], options, virtual);
  const found = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const block = file === undefined ? undefined : modules.get(file.fileName);
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    if (file === undefined || block === undefined) return `${file?.fileName ?? ''}: ${text}`;
    const given = (block.notes.get('given') ?? '').split('\n').length;
    const line = ts.getLineAndCharacterOfPosition(file, start).line;
    return line < given
      ? `${block.file}:${block.line}: given: ${text}`
      : `${block.file}:${block.line + 1 + line - given}: ${text}`;
  });
  expect(found).toEqual([]);
  expect(blocks.length).toBeGreaterThan(5);
});
